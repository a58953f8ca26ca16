import { dateText } from '../intake/formats/documents.js';
import { postTo, type Posted } from '../outgoing/post.js';
import type { PushSettings } from '../settings/jurisdiction-settings.js';
import type { PublicUpdate } from '../store/update.store.js';
import type { Receiver } from './receiver.js';

/** FixMyStreet's own `servicerequestupdates` (contract section 16.2): a form, as a client of ours would post it. */
export class FixMyStreetReceiver implements Receiver {
  constructor(
    private readonly settings: PushSettings & { readonly kind: 'fixmystreet' },
    private readonly jurisdictionId: string,
  ) {}

  send(update: PublicUpdate): Promise<Posted> {
    const { url, apiKey, jurisdictionId = this.jurisdictionId } = this.settings;
    const form = new URLSearchParams({
      api_key: apiKey,
      jurisdiction_id: jurisdictionId,
      service_request_id: update.requestId,
      update_id: update.id,
      updated_datetime: dateText(update.availableAt),
      status: update.status,
      description: update.description ?? '',
    });
    for (const address of update.mediaUrls) form.append('media_url', address);
    if (update.externalStatusCode) form.set('external_status_code', update.externalStatusCode);
    return postTo(url, form.toString(), { 'content-type': 'application/x-www-form-urlencoded' });
  }

  /** It answers 400 to an update that it knows. */
  knew({ status }: Posted): boolean {
    return status === 400;
  }
}
