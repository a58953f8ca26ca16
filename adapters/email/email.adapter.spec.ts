import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { email } from './email.adapter.js';
import { EMULATED_LOGIN } from './email.emulator.js';

const WRONG = 'wrong-password-4711';
const settings = { from: 'Riverton 311 <311@riverton.example>', to: 'streets@riverton.example' };

describeAdapter({
  manifest: email,
  settings,
  badCredentials: { password: WRONG },
  secrets: [EMULATED_LOGIN.password, WRONG],
  createOperation: 'send',
  faultWords: /no mailbox takes reports of this kind/,
  cannot: {
    findCase: 'SMTP hands mail over and can not be asked about it',
    retryAfter: 'an SMTP reply names no time',
    serverError: 'a 5xx reply says that the server did not take the mail',
    fetchStatus: 'a mail has no status; replies are not read yet',
    fetchChanges: 'a mailbox is not read yet',
  },
});
