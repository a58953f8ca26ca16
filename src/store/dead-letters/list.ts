import { sql } from 'kysely';
import type { DeliveryState, DeliveryStep, FailureKind } from '../../domain/delivery.js';
import type { Database } from '../database.js';
import { type DeliveryFilter, whereOf } from './delivery-filter.js';
import { after, fromCursor, IN_ORDER, POSITION, toCursor } from './position.js';

/** A delivery as lists show it. Nothing personal. */
export interface ListedDelivery {
  readonly id: string;
  /** Public id. */
  readonly request: string;
  readonly jurisdiction: string;
  readonly serviceCode: string;
  readonly connection: string;
  readonly step: DeliveryStep;
  readonly state: DeliveryState;
  /** It waits for an earlier step. */
  readonly blocked: boolean;
  readonly attempts: number;
  readonly kind: FailureKind | null;
  readonly reason: string | null;
  readonly createdAt: Date;
  /** When it may next be taken, or until when a worker has it. */
  readonly notBefore: Date;
}

export interface DeliveryPage {
  readonly deliveries: readonly ListedDelivery[];
  /** Hand it back to get the next page. */
  readonly next?: string;
}

/** Oldest first. @throws ActRefused for a cursor that is none. */
export async function listDeliveries(
  database: Database,
  filter: DeliveryFilter,
  page: { readonly limit: number; readonly cursor?: string },
): Promise<DeliveryPage> {
  const position = page.cursor === undefined ? undefined : fromCursor(page.cursor);
  const { rows } = await sql<ListedDelivery & { position: string }>`
    select d.id, r.public_id as request, r.jurisdiction_id as jurisdiction, r.service_code as "serviceCode", d.connection, d.step, d.state, d.blocked,
      d.attempts, d.last_error_kind as kind, d.last_error_text as reason, d.created_at as "createdAt", d.not_before as "notBefore",
      ${POSITION} as position
    from bridge.delivery d join bridge.service_request r on r.id = d.request_id
    where ${whereOf(filter)} and ${after(position)} ${IN_ORDER} limit ${page.limit + 1}`.execute(database);
  const shown = rows.slice(0, page.limit);
  return {
    deliveries: shown.map(({ position: _position, ...delivery }) => delivery),
    next: rows.length > page.limit ? toCursor(shown.at(-1)!.position) : undefined,
  };
}
