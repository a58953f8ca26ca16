import { createTransport, type Transporter } from 'nodemailer';
import type { AlertBody } from '../domain/alert.js';
import type { AlertEmailSettings } from '../settings/alerts-settings.js';
import type { AlertChannel } from './channel.js';

const LIMIT_MS = 15_000;

/** A mail each, one connection each: alerts are rare. */
export class EmailChannel implements AlertChannel {
  readonly name = 'email';
  private readonly transport: Transporter;

  constructor(private readonly settings: AlertEmailSettings) {
    const { host, port, secure, startTls, ca, username, password } = settings;
    this.transport = createTransport({
      host,
      port,
      secure,
      requireTLS: !secure && startTls === 'always',
      ignoreTLS: startTls === 'never',
      ...(ca && { tls: { ca } }),
      ...(username && { auth: { user: username, pass: password } }),
      connectionTimeout: LIMIT_MS,
      greetingTimeout: LIMIT_MS,
      socketTimeout: LIMIT_MS,
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  }

  async send(id: string, body: AlertBody): Promise<void> {
    const { from, to } = this.settings;
    await this.transport.sendMail({
      from,
      to: [...to],
      subject: subjectOf(body),
      text: textOf(body),
      // The same for every try: mailboxes show it once.
      messageId: `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  }
}

function subjectOf({ type, data: { rule, subject } }: AlertBody): string {
  const event = type.slice('alert.'.length);
  return `[open311-bridge] ${event}: ${rule} ${subject}`;
}

function textOf({ timestamp, data: { key, since, summary, remedy, count } }: AlertBody): string {
  return `${summary}\n\n${remedy}\n\nAlert ${key}, since ${since}; message ${count} of it, written ${timestamp}.\nAll alerts: open311-bridge alerts list\n`;
}
