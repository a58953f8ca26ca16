import type { CrmAdapter } from '../../src/adapter-kit/adapter.js';
import { validated } from '../adapter-kit/adapter-bench.js';
import type { AnsweringServer } from '../adapter-kit/answering-server.js';
import { rest } from '../../adapters/rest/rest.adapter.js';
import { RestSettings } from '../../adapters/rest/rest.settings.js';

export const CREATE = { path: '/cases', body: '{"id": request.id}', caseRef: 'body.id' };

/** An adapter with as few settings as there can be, and those of `changes`. */
export function restAdapterFor(crm: AnsweringServer, changes: Readonly<Record<string, unknown>> = {}): CrmAdapter {
  const settings = { baseUrl: `${crm.url}/api/`, auth: { kind: 'none' }, check: { path: '/me' }, create: CREATE };
  return rest.create(validated(RestSettings, { ...settings, ...changes }));
}
