import { aMail } from './a-mail.js';
import { kindOf } from './mail-kind.js';

it.each([
  [{ 'Auto-Submitted': 'auto-replied' }],
  [{ 'Auto-Submitted': 'auto-replied (vacation)' }],
  [{ 'X-Autoreply': 'yes' }],
  [{ 'X-Autorespond': 'out' }],
  [{ Precedence: 'auto_reply' }],
  [{ Subject: 'Automatic reply: 26-00000001 Pothole' }],
  [{ Subject: 'Out of Office Re: 26-00000001' }],
  [{ Subject: 'Abwesenheitsnotiz: 26-00000001' }],
])('knows an automatic answer by %j', async (headers) => {
  expect(kindOf(await aMail(headers))).toBe('auto-reply');
});

it.each([
  [{}],
  [{ Precedence: 'bulk', 'X-RT-Loop-Prevention': 'rt.example' }],
  [{ 'Auto-Submitted': 'no' }],
  [{ 'Auto-Submitted': 'auto-generated', Precedence: 'bulk' }],
  [{ Subject: 'The mail delivery van blocks the road: failure notice on the door' }],
])('takes %j for an answer', async (headers) => {
  expect(kindOf(await aMail(headers))).toBe('answer');
});

it.each([
  [{ From: 'MAILER-DAEMON@mx.example', Subject: 'Undelivered Mail Returned to Sender' }],
  [{ From: 'postmaster@mx.example', Subject: 'Undeliverable: 26-00000001 Pothole' }],
  [{ 'Return-Path': '<>', Subject: 'Delivery Status Notification (Failure)' }],
  [{ From: 'Mailer-Daemon@mx.example', 'X-Failed-Recipients': 'streets@city.example', Subject: 'Mail problem' }],
])('knows a mail that came back by %j', async (headers) => {
  expect(kindOf(await aMail(headers))).toBe('bounce');
});
