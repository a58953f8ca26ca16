import type { JurisdictionSettings, PushSettings } from '../settings/jurisdiction-settings.js';
import { FixMyStreetReceiver } from './fixmystreet.receiver.js';
import type { Receiver } from './receiver.js';
import { WebhookReceiver } from './webhook.receiver.js';

export interface Subscriber {
  readonly settings: PushSettings;
  readonly city: JurisdictionSettings;
  readonly receiver: Receiver;
}

export function subscribersOf(cities: readonly JurisdictionSettings[]): Subscriber[] {
  return cities.flatMap((city) => city.push.map((settings) => ({ settings, city, receiver: receiverOf(settings, city) })));
}

function receiverOf(settings: PushSettings, { id }: JurisdictionSettings): Receiver {
  return settings.kind === 'webhook' ? new WebhookReceiver(settings, id) : new FixMyStreetReceiver(settings, id);
}
