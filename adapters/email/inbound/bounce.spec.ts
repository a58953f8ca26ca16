import { aMail, OUR_MESSAGE_ID } from './a-mail.js';
import { bounceOf } from './bounce.js';
import { kindOf } from './mail-kind.js';

const isOurs = (id: string) => id === OUR_MESSAGE_ID;

const report = (recipients: readonly string[]) => `--r
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

${recipients.join('\n\n')}
--r
Content-Type: text/rfc822-headers

Message-ID: ${OUR_MESSAGE_ID}
X-Open311-Request-Id: 26-00000001
Subject: 26-00000001 Pothole
--r--
`;

const FAILED = `Final-Recipient: rfc822; streets@city.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <streets@city.example>:
    Recipient address rejected`;
const RELAYED = 'Final-Recipient: rfc822; copy@city.example\nAction: relayed\nStatus: 2.0.0';

const bounced = (body: string) =>
  aMail(
    {
      From: 'MAILER-DAEMON@mx.example',
      Subject: 'x',
      'Content-Type': 'multipart/report; report-type=delivery-status; boundary=r',
    },
    body.replace(/\n/g, '\r\n'),
  );

it('tells whose mail came back, and why, from a report by RFC 3464', async () => {
  const mail = await bounced(report([FAILED]));
  expect(kindOf(mail)).toBe('bounce');
  expect(bounceOf(mail, isOurs)).toEqual({
    messageId: OUR_MESSAGE_ID,
    requestId: '26-00000001',
    recipient: 'streets@city.example',
    status: '5.1.1',
    words: '550 5.1.1 <streets@city.example>: Recipient address rejected',
    isFinal: true,
  });
});

it('tells of the recipient that failed where others did not', async () => {
  expect(bounceOf(await bounced(report([RELAYED, FAILED])), isOurs)).toMatchObject({
    recipient: 'streets@city.example',
    isFinal: true,
  });
});

it.each([
  ['a delay', 'Final-Recipient: rfc822; a@b.example\nAction: delayed\nStatus: 4.4.1'],
  ['a receipt', RELAYED],
])('takes %s for no failure', async (_what, recipient) => {
  expect(bounceOf(await bounced(report([recipient])), isOurs).isFinal).toBe(false);
});

it('reads a server that keeps to no format by what it quotes', async () => {
  const text = `Hi. This is the qmail-send program.\n<streets@city.example>:\n550 5.1.1 no such user\n\n--- Below this line is a copy of the message.\nMessage-ID: ${OUR_MESSAGE_ID}\nX-Open311-Request-Id: 26-00000001\n`;
  const mail = await aMail({ From: 'MAILER-DAEMON@mx.example', Subject: 'failure notice' }, text);
  expect(bounceOf(mail, isOurs)).toMatchObject({
    messageId: OUR_MESSAGE_ID,
    requestId: '26-00000001',
    status: '5.1.1',
    words: '550 5.1.1 no such user',
    isFinal: true,
  });
});
