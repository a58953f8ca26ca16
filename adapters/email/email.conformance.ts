import { type AdapterUnderTest, underTest } from '../../src/adapter-kit/conformance/adapter-under-test.js';
import { email } from './email.adapter.js';
import { EMULATED_LOGIN } from './email.emulator.js';

const WRONG = 'wrong-password-4711';
const NO_LOOK_UP = 'SMTP hands mail over and can not be asked about it';

const NO_TIME = 'an SMTP reply names no time';
const REFUSAL = 'a 5xx reply says that the server did not take the mail';

export const conformance: readonly AdapterUnderTest[] = [
  underTest({
    manifest: email,
    settings: { from: 'Riverton 311 <311@riverton.example>', to: 'streets@riverton.example' },
    badCredentials: { password: WRONG },
    secrets: [EMULATED_LOGIN.password, WRONG],
    operations: { create: 'send', note: 'send' },
    faultWords: /no mailbox takes reports of this kind/,
    titleOf: ({ subject }) => subject,
    absent: {
      findCase: NO_LOOK_UP,
      findNote: NO_LOOK_UP,
      attachMedia: 'pictures are named by their addresses',
      updateCase: 'a mailbox has no status',
      fetchStatus: 'a mail has no status; replies are not read yet',
      fetchChanges: 'a mailbox is not read yet',
      findMedia: 'pictures are named by their addresses',
    },
    exempt: {
      'CREATE-FAIL-06': NO_TIME,
      'CREATE-FAIL-08': NO_TIME,
      'NOTE-FAIL-06': NO_TIME,
      'NOTE-FAIL-08': NO_TIME,
      'CREATE-FAIL-09': REFUSAL,
      'CREATE-FAIL-10': REFUSAL,
      'NOTE-FAIL-09': REFUSAL,
      'NOTE-FAIL-10': REFUSAL,
      'CHECK-FAIL-08': 'logging in is all that can be checked',
      'NOTE-06': 'a mailbox takes every mail, in whatever thread',
    },
    wrongSettings: [
      { settings: { to: 'nobody' }, names: 'to' },
      { settings: { startTls: 'sometimes' }, names: 'startTls' },
    ],
  }),
];
