import type { Emulator, EmulatorOptions } from '../../src/adapter-kit/emulator/emulator.js';
import { MailEmulator } from './emulator/mail-emulator.js';
import { EMULATED_LOGIN } from './emulator/smtp-service.js';

/** A mail server on loopback, SMTP and IMAP, whose mailbox is the ledger. Operations for `op=` are `login`, `send` and, over IMAP, `look`. */
export async function startEmailEmulator(options: EmulatorOptions): Promise<Emulator> {
  const server = await new MailEmulator(options).start();
  const { controlPort, smtpPort, imapPort } = server;
  const host = '127.0.0.1';
  return {
    controlUrl: `http://${host}:${controlPort}`,
    controlPort,
    servicePort: smtpPort,
    settings: {
      host,
      port: smtpPort,
      secure: false,
      startTls: 'never',
      ...EMULATED_LOGIN,
      imap: { host, port: imapPort, secure: false, startTls: 'never', filedBy: 'server', ...EMULATED_LOGIN },
    },
    close: () => server.close(),
  };
}
