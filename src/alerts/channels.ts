import type { AlertsSettings } from '../settings/alerts-settings.js';
import type { AlertChannel } from './channel.js';
import { EmailChannel } from './email.channel.js';
import { WebhookChannel } from './webhook.channel.js';

/** Those that are configured. */
export function channelsOf({ email, webhooks }: Pick<AlertsSettings, 'email' | 'webhooks'>): AlertChannel[] {
  return [...(email ? [new EmailChannel(email)] : []), ...webhooks.map((each) => new WebhookChannel(each))];
}
