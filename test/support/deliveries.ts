import { sql } from 'kysely';
import type { Claim, ClaimedDelivery } from '../../src/store/claim.js';
import type { Database } from '../../src/store/database.js';
import { DeliveryStore } from '../../src/store/delivery.store.js';
import { GateStore } from '../../src/store/gate.store.js';
import type { ConnectionVerdict, Outcome, Settled } from '../../src/store/settle.js';

export const aClaim = (connection: string, overrides: Partial<Claim> = {}): Claim => ({
  connection,
  room: 1,
  callsAtOnce: 100,
  gapMs: 0,
  leaseMs: 60_000,
  worker: 'w',
  ...overrides,
});

/** The delivery that a report makes at a connection. */
export async function deliveryOf(database: Database, publicId: string, step = 'create_case'): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select d.id from bridge.delivery d join bridge.service_request r on r.id = d.request_id
    where (r.public_id = ${publicId} or r.token = ${publicId}) and d.step = ${step} order by d.position`.execute(database);
  return rows[0]!.id;
}

/** Takes this very delivery, as a worker whose turn it is does. */
export async function take(database: Database, deliveryId: string): Promise<ClaimedDelivery> {
  const { rows } = await sql<{ connection: string }>`
    update bridge.delivery set not_before = '1970-01-01' where id = ${deliveryId} returning connection`.execute(database);
  const { connection } = rows[0]!;
  await new GateStore(database).ensure(connection, 100);
  const [claimed] = await new DeliveryStore(database).claim(aClaim(connection));
  if (claimed?.id !== deliveryId) throw new Error(`took ${claimed?.id ?? 'nothing'} instead of ${deliveryId}`);
  return claimed;
}

export async function settle(
  database: Database,
  delivery: ClaimedDelivery,
  outcome: Outcome,
  verdict: ConnectionVerdict = { is: 'answers' },
): Promise<Settled> {
  const record = { startedAt: new Date(), endedAt: new Date(), worker: 'w', exchanges: [] };
  return new DeliveryStore(database).settle(delivery, outcome, verdict, record);
}
