import { aMail, mailSource } from './a-mail.js';
import { readMail, UnreadableMail } from './read-mail.js';

it('reads an encoded subject, and addresses wherever servers note them', async () => {
  const mail = await aMail({
    Subject: '=?utf-8?B?UmU6IDI2LTAwMDAwMDAxIFNjaGxhZ2xvY2gsIFN0cmHDn2U=?=',
    To: 'Streets <Streets@Riverton.example>',
    Cc: 'a@b.example, c@d.example',
    'Delivered-To': '311+26-00000001.abc@riverton.example',
    References: '<one@x>\r\n <two@x>',
    'In-Reply-To': '<two@x>',
  });
  expect(mail.subject).toBe('Re: 26-00000001 Schlagloch, Straße');
  expect(mail.recipients).toEqual([
    'streets@riverton.example',
    'a@b.example',
    'c@d.example',
    '311+26-00000001.abc@riverton.example',
  ]);
  expect(mail.thread).toEqual(['<one@x>', '<two@x>']);
});

it.each([
  ['iso-8859-1', Buffer.from('Straße repariert', 'latin1')],
  ['utf-8', Buffer.from('Straße repariert')],
  ['utf-16le', Buffer.from('Straße repariert', 'utf16le')],
])('reads a text in %s', async (charset, bytes) => {
  const head = mailSource({ 'Content-Type': `text/plain; charset=${charset}`, 'Content-Transfer-Encoding': 'base64' });
  const mail = await readMail(Buffer.concat([head, Buffer.from(bytes.toString('base64'))]));
  expect(mail.text.trim()).toBe('Straße repariert');
});

it('makes text of a mail that has HTML only, with its quotes as quotes', async () => {
  const html = '<p>Filled &amp; sealed.</p><blockquote>Old words</blockquote>';
  const { text } = await aMail({ 'Content-Type': 'text/html; charset=utf-8' }, html);
  expect(text).toMatch(/^Filled & sealed\.$/m);
  expect(text).toMatch(/^> Old words$/m);
});

const parts = (count: number, each = 'Content-Type: text/plain\r\n\r\nx') => `${`--b\r\n${each}\r\n`.repeat(count)}--b--\r\n`;

it('refuses a mail of a hundred thousand parts', async () => {
  const bomb = mailSource({ 'Content-Type': 'multipart/mixed; boundary=b' }, parts(100_000));
  await expect(readMail(bomb)).rejects.toBeInstanceOf(UnreadableMail);
});

it('refuses parts within parts without an end', async () => {
  let body = '';
  for (let depth = 0; depth < 5_000; depth += 1)
    body += `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth + 1}\r\n\r\n`;
  const bomb = mailSource({ 'Content-Type': 'multipart/mixed; boundary=b0' }, body);
  await expect(readMail(bomb)).rejects.toBeInstanceOf(UnreadableMail);
});

it('refuses headers without an end', async () => {
  await expect(aMail({ 'X-Long': 'a\r\n '.repeat(200_000) })).rejects.toBeInstanceOf(UnreadableMail);
});

it('reads what there is of a mail whose end is missing', async () => {
  const whole = mailSource(
    { 'Content-Type': 'multipart/mixed; boundary=b' },
    `--b\r\nContent-Type: text/plain\r\n\r\nDone.\r\n--b\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n\r\n${'QUJD'.repeat(50_000)}`,
  );
  expect((await readMail(whole)).text.trim()).toBe('Done.');
});

it('makes no text out of HTML that is nested without an end', async () => {
  const { text } = await aMail({ 'Content-Type': 'text/html' }, '<div>'.repeat(50_000));
  expect(text).toBe('');
});
