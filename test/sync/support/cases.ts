import { sql } from 'kysely';
import { Log } from '../../../src/settings/log.js';
import { ApiClientStore } from '../../../src/store/api-client.store.js';
import { EchoStore } from '../../../src/store/echo.store.js';
import { IncomingChangeStore } from '../../../src/store/incoming-change.store.js';
import { RequestStore } from '../../../src/store/request.store.js';
import { SyncStore } from '../../../src/store/sync.store.js';
import { UnknownCaseStore } from '../../../src/store/unknown-case.store.js';
import { ChangeApplier } from '../../../src/sync/change-applier.js';
import { KeptChanges } from '../../../src/sync/kept-changes.js';
import { UnknownCases } from '../../../src/sync/unknown-cases.js';
import type { StatusRule } from '../../../src/domain/status-rules.js';
import { aConnection } from '../../support/a-connection.js';
import { aReport, type TestStore } from '../../support/stores.js';

export const CITY = 'riverton.example';
export const CRM = `${CITY}/crm`;

const rule = (word: string, status: 'open' | 'closed', detail: 'in_progress' | 'fixed' | 'duplicate' | 'open'): StatusRule => ({
  when: { status: { exact: word } },
  status,
  detail,
});

/** Words that every test of sync knows. */
export const statusRules: readonly StatusRule[] = [
  rule('new', 'open', 'open'),
  rule('working', 'open', 'in_progress'),
  rule('done', 'closed', 'fixed'),
  rule('duplicate', 'closed', 'duplicate'),
];

export const crm = aConnection({ statusRules: [...statusRules] });

/** Sync over a store, with hands to make requests and look at them. */
export async function syncOver({ database }: TestStore) {
  const incoming = new IncomingChangeStore(database);
  const sync = new SyncStore(database);
  const unknown = new UnknownCases(new UnknownCaseStore(database), incoming);
  const applier = new ChangeApplier(sync, incoming, unknown, Log.at('silent'), new EchoStore(database));
  const requests = new RequestStore(database);
  const clientId = (await new ApiClientStore(database).create('an app')).client.id;

  async function accepted(connection = CRM, role: 'required' | 'copy' = 'required'): Promise<string> {
    const requestedAt = new Date('2026-01-05T08:00:00Z');
    const report = aReport(clientId, { requestedAt, destinations: [{ connection, role }] });
    return (await requests.accept(report)).publicId;
  }

  /** The CRM has the case, and the bridge knows. */
  async function delivered(publicId: string, caseRef: string, connection = CRM): Promise<void> {
    await sql`
      insert into bridge.crm_case (connection, case_ref, request_id, created_at)
      select ${connection}, ${caseRef}, id, now() from bridge.service_request where public_id = ${publicId}`.execute(database);
    await inState(publicId, 'delivered');
  }

  async function inState(publicId: string, state: string): Promise<void> {
    await sql`
      update bridge.delivery d set state = ${state}, settled_at = now(), first_sent_at = now() from bridge.service_request r
      where r.id = d.request_id and r.public_id = ${publicId}`.execute(database);
  }

  async function updatesOf(publicId: string): Promise<string[]> {
    const { rows } = await sql<{ detailed_status: string; description: string | null }>`
      select u.detailed_status, u.description from bridge.request_update u join bridge.service_request r on r.id = u.request_id
      where r.public_id = ${publicId} order by u.id`.execute(database);
    return rows.map(({ detailed_status, description }) => [detailed_status, description].filter(Boolean).join(': '));
  }

  return {
    database,
    incoming,
    sync,
    applier,
    unknown,
    kept: new KeptChanges(incoming, applier),
    accepted,
    delivered,
    inState,
    updatesOf,
    waiting: () => incoming.list({ states: ['waiting'], limit: 100 }),
    see: async (publicId: string) => (await requests.find(CITY, publicId))!,
  };
}
