import type { DeliveryState, DeliveryStep } from '../../domain/delivery.js';
import { type AuditedAct, auditOf } from '../audit.js';
import type { Database } from '../database.js';
import type { AttemptRow, DeliveryRow } from '../tables.js';

/** One of the steps that share a lane. */
export interface LaneNeighbour {
  readonly id: string;
  readonly position: number;
  readonly step: DeliveryStep;
  readonly state: DeliveryState;
  readonly blocked: boolean;
}

/** Everything that is known of one delivery. `exchanges` of its attempts and `overrides` may hold personal data. */
export interface DeliveryDetail {
  readonly delivery: DeliveryRow;
  /** Public id. */
  readonly request: string;
  readonly jurisdiction: string;
  readonly serviceCode: string;
  readonly erasedAt: Date | null;
  readonly attempts: readonly AttemptRow[];
  /** The cases that the connection's CRM has of the request. */
  readonly caseRefs: readonly string[];
  /** The numbers that people have for them, as far as the CRM told. */
  readonly customerReferences: readonly string[];
  /** All steps of the request to this connection, this one among them. */
  readonly lane: readonly LaneNeighbour[];
  /** What operators did to it. */
  readonly acts: readonly AuditedAct[];
}

/** @param id of a delivery that there is. */
export async function detailOf(database: Database, id: string): Promise<DeliveryDetail> {
  const delivery = await database.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const request = await database
    .selectFrom('service_request')
    .select(['public_id', 'jurisdiction_id', 'service_code', 'erased_at'])
    .where('id', '=', delivery.request_id)
    .executeTakeFirstOrThrow();
  return {
    delivery,
    request: request.public_id,
    jurisdiction: request.jurisdiction_id,
    serviceCode: request.service_code,
    erasedAt: request.erased_at,
    attempts: await database.selectFrom('attempt').selectAll().where('delivery_id', '=', id).orderBy('number').execute(),
    ...(await referencesOf(database, delivery)),
    lane: await laneOf(database, delivery),
    acts: await auditOf(database, `delivery/${id}`),
  };
}

type LaneOf = Pick<DeliveryRow, 'request_id' | 'connection'>;

async function referencesOf(
  database: Database,
  { request_id, connection }: LaneOf,
): Promise<Pick<DeliveryDetail, 'caseRefs' | 'customerReferences'>> {
  const rows = await database
    .selectFrom('crm_case')
    .select(['case_ref', 'customer_reference'])
    .where('request_id', '=', request_id)
    .where('connection', '=', connection)
    .orderBy('created_at')
    .execute();
  return {
    caseRefs: rows.map(({ case_ref }) => case_ref),
    customerReferences: rows.flatMap(({ customer_reference }) => customer_reference ?? []),
  };
}

async function laneOf(database: Database, { request_id, connection }: LaneOf): Promise<LaneNeighbour[]> {
  return database
    .selectFrom('delivery')
    .select(['id', 'position', 'step', 'state', 'blocked'])
    .where('request_id', '=', request_id)
    .where('connection', '=', connection)
    .orderBy('position')
    .execute();
}
