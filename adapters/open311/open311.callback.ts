import type { CallbackChanges, ReceivedCallback } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { ofUpdate } from './open311.changes.js';
import { jsonEntry } from './open311.records.js';

/** An update that the server pushes: the webhook of another bridge (`{ type, data }`), or the fields of section 16.2 as a form or JSON. @throws RejectedError for anything else. */
export function receiveUpdate({ body }: Pick<ReceivedCallback, 'body'>): Promise<CallbackChanges> {
  const told = isObject(body) && isObject(body['data']) ? body['data'] : body;
  const change = isObject(told) ? ofUpdate(jsonEntry(told)) : undefined;
  if (!change) throw new RejectedError('the message is no update: it has no service_request_id or no status');
  return Promise.resolve({ changes: [change] });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
