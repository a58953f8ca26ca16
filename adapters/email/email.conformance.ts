import { type AdapterUnderTest, underTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { email } from './email.adapter.js';
import { EMULATED_LOGIN } from './emulator/smtp-service.js';

const WRONG = 'wrong-password-4711';
const REPLY_SECRET = 'a-secret-for-replies';
const NO_TIME = 'an SMTP reply names no time';

export const conformance: readonly AdapterUnderTest[] = [
  underTest({
    manifest: email,
    settings: {
      from: 'Riverton 311 <311@riverton.example>',
      to: 'streets@riverton.example',
      inbound: {
        senders: ['@city.invalid'],
        replySecret: REPLY_SECRET,
        mailsAtOnce: 3,
        statusRules: [{ text: '^Status: closed$', status: 'closed', reasonPattern: '^Reason: (.*)$', publicText: true }],
      },
    },
    badCredentials: { password: WRONG },
    secrets: [EMULATED_LOGIN.password, WRONG, REPLY_SECRET],
    operations: { create: 'send', note: 'send' },
    faultWords: /no mailbox takes reports of this kind/,
    titleOf: ({ subject }) => subject,
    absent: {
      attachMedia: 'pictures are named by their addresses',
      updateCase: 'a mailbox has no status',
      fetchStatus: 'a mailbox can not be asked how a case stands',
      findMedia: 'pictures are named by their addresses',
    },
    exempt: {
      'CREATE-FAIL-06': NO_TIME,
      'CREATE-FAIL-08': NO_TIME,
      'NOTE-FAIL-06': NO_TIME,
      'NOTE-FAIL-08': NO_TIME,
      'NOTE-06': 'a mailbox takes every mail, in whatever thread',
    },
    wrongSettings: [
      { settings: { to: 'nobody' }, names: 'to' },
      { settings: { startTls: 'sometimes' }, names: 'startTls' },
      { settings: { imap: { host: 'mail.riverton.example', username: 'open311' } }, names: 'imap.password' },
      { settings: { imap: undefined }, names: 'inbound' },
      { settings: { inbound: { senders: [] } }, names: 'inbound.senders' },
    ],
  }),
];
