import type { AcceptedUpdate } from '../../store/accept-update.js';
import type { PublicUpdate } from '../../store/update.store.js';
import type { Document, Value } from './document.js';
import { dateText } from './documents.js';

/** Section 16.1: optional fields are left out when empty. */
export function updatesDocument(updates: readonly PublicUpdate[]): Document {
  return { root: 'service_request_updates', body: updates.map(updateBody) };
}

/** One update as its resource shows it. */
export function updateBody(update: PublicUpdate): Value {
  return {
    update_id: update.id,
    service_request_id: update.requestId,
    status: update.status,
    updated_datetime: dateText(update.availableAt),
    description: update.description ?? null,
    media_url: update.mediaUrls.length > 1 ? [...update.mediaUrls] : (update.mediaUrls[0] ?? null),
    ...(update.externalStatusCode ? { external_status_code: update.externalStatusCode } : {}),
    ...(update.customerReference ? { customer_reference: update.customerReference } : {}),
    ...(update.fixmystreetId ? { fixmystreet_id: update.fixmystreetId } : {}),
  };
}

/** Section 16.2. */
export function acceptedUpdateDocument({ publicId, accountId }: AcceptedUpdate): Document {
  return {
    root: 'service_request_updates',
    body: [{ update_id: publicId, ...(accountId ? { account_id: accountId } : {}) }],
  };
}
