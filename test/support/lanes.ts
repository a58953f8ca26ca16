import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { DeliveryState, DeliveryStep } from '../../src/domain/delivery.js';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import type { Database } from '../../src/store/database.js';
import type { NewReport } from '../../src/store/new-report.js';
import { RequestStore } from '../../src/store/request.store.js';
import { aReport } from './stores.js';

/** A step as a test needs it: what it doesn't say is as after intake. */
export interface StepRow {
  readonly connection?: string;
  readonly step?: DeliveryStep;
  readonly state?: DeliveryState;
  readonly blocked?: boolean;
  readonly claimed_by?: string;
  readonly attempts?: number;
  readonly first_sent_at?: Date;
  readonly first_failed_at?: Date;
  readonly not_before?: Date;
  readonly last_backoff_ms?: number;
  readonly last_error_kind?: string;
  readonly last_error_text?: string;
  readonly created_at?: Date;
  readonly settled_at?: Date | null;
}

export interface Lane {
  readonly requestId: string;
  readonly publicId: string;
  /** Of the steps, in their order. */
  readonly ids: readonly string[];
}

/** A report and steps of it in the states that are named, positions from 1. */
export async function aLane(database: Database, steps: readonly StepRow[], report: Partial<NewReport> = {}): Promise<Lane> {
  const clientId = report.apiClientId ?? (await new ApiClientStore(database).create('an app')).client.id;
  const { publicId } = await new RequestStore(database).accept(aReport(clientId, { ...report, destinations: [] }));
  const { id: requestId } = await database
    .selectFrom('service_request')
    .select('id')
    .where('public_id', '=', publicId)
    .where('jurisdiction_id', '=', report.jurisdictionId ?? 'riverton.example')
    .executeTakeFirstOrThrow();
  const ids = steps.map(() => randomUUID());
  for (const [index, step] of steps.entries()) await insertStep(database, requestId, ids[index]!, index + 1, step);
  return { requestId, publicId, ids };
}

async function insertStep(database: Database, requestId: string, id: string, position: number, row: StepRow): Promise<void> {
  const { step = position === 1 ? 'create_case' : 'add_note', state = 'pending', ...rest } = row;
  const settled = ['delivered', 'dead', 'cancelled', 'unknown'].includes(state);
  const fields = {
    id,
    request_id: requestId,
    connection: 'riverton.example/crm',
    step,
    position,
    role: 'required',
    state,
    blocked: false,
    fence: rest.attempts ?? 0,
    attempts: 0,
    not_before: new Date(),
    created_at: new Date(),
    settled_at: settled ? new Date() : null,
    ...rest,
  };
  await sql`insert into bridge.delivery (${sql.join(Object.keys(fields).map((name) => sql.ref(name)))})
    values (${sql.join(Object.values(fields))})`.execute(database);
}

/** State and blocked by id, as a test compares them. */
export async function stepsOf(database: Database, { ids }: Lane): Promise<string[]> {
  const rows = await database.selectFrom('delivery').select(['id', 'state', 'blocked']).where('id', 'in', ids).execute();
  return ids.map((id) => {
    const row = rows.find((each) => each.id === id)!;
    return row.blocked ? `${row.state} blocked` : row.state;
  });
}

/** An attempt's record, number 1. */
export async function anAttempt(
  database: Database,
  deliveryId: string,
  { kind, exchanges = [] }: { readonly kind: string; readonly exchanges?: readonly unknown[] },
): Promise<void> {
  await sql`insert into bridge.attempt (delivery_id, number, started_at, ended_at, outcome, error_kind, exchanges, worker)
    values (${deliveryId}, 1, now(), now(), 'dead', ${kind}, ${JSON.stringify(exchanges)}::jsonb, 'w')`.execute(database);
}
