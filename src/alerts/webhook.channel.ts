import { createHash } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import type { AlertBody } from '../domain/alert.js';
import type { AlertWebhookSettings } from '../settings/settings.js';
import type { AlertChannel } from './channel.js';

const LIMIT_MS = 15_000;

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
    const payload = JSON.stringify(body);
    const now = new Date();
    const response = await this.post(payload, {
      'content-type': 'application/json',
      'user-agent': 'open311-bridge',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.signer.sign(id, now, payload),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the receiver answered ${response.status}`);
  }

  private async post(body: string, headers: Record<string, string>): Promise<Response> {
    try {
      return await fetch(this.settings.url, {
        method: 'POST',
        body,
        headers,
        redirect: 'manual',
        signal: AbortSignal.timeout(LIMIT_MS),
      });
    } catch (error) {
      // What fetch says is "fetch failed"; why stands below.
      const { message, cause } = error as Error;
      throw new Error(cause instanceof Error && cause.message ? cause.message : message, { cause: error });
    }
  }
}
