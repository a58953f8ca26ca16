import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { AlertBody } from '../domain/alert.js';
import { postSigned } from '../outgoing/post.js';
import type { AlertWebhookSettings } from '../settings/alerts-settings.js';
import type { AlertChannel } from './channel.js';

/** Posts JSON, signed as Standard Webhooks says: github.com/standard-webhooks/standard-webhooks. */
export class WebhookChannel implements AlertChannel {
  readonly name: string;
  private readonly signer: Webhook;

  constructor(private readonly settings: AlertWebhookSettings) {
    // The path of an address is often its secret.
    const digest = createHash('sha256').update(settings.url).digest('hex').slice(0, 8);
    this.name = `webhook ${new URL(settings.url).host} ${digest}`;
    this.signer = new Webhook(settings.secret);
  }

  async send(id: string, body: AlertBody): Promise<void> {
    const { ok, status } = await postSigned(this.settings.url, this.signer, id, body);
    if (!ok) throw new Error(`the receiver answered ${status}`);
  }
}
