import { type RawBuilder, sql } from 'kysely';
import type { DeliveryState, DeliveryStep, FailureKind } from '../../domain/delivery.js';

/** Which deliveries. What is absent does not matter; all that is there must hold. */
export interface DeliveryFilter {
  readonly states?: readonly DeliveryState[];
  readonly connection?: string;
  readonly jurisdiction?: string;
  readonly serviceCode?: string;
  /** Public id of the request. */
  readonly request?: string;
  readonly kind?: FailureKind;
  readonly step?: DeliveryStep;
  /** Somewhere in the text of the last error, in upper or lower case. */
  readonly text?: string;
  readonly createdBefore?: Date;
  readonly createdAfter?: Date;
}

/** Of rows `d` of `delivery` joined with their `r` of `service_request`. States stand in the text, so that partial indexes are seen to fit. */
export function whereOf(filter: DeliveryFilter): RawBuilder<boolean> {
  const { states, connection, jurisdiction, serviceCode, request, kind, step, text, createdBefore, createdAfter } = filter;
  const conditions = [
    states && sql`d.state in (${sql.join(states.map((state) => sql.lit(state)))})`,
    connection !== undefined && sql`d.connection = ${connection}`,
    jurisdiction !== undefined && sql`r.jurisdiction_id = ${jurisdiction}`,
    serviceCode !== undefined && sql`r.service_code = ${serviceCode}`,
    request !== undefined && sql`r.public_id = ${request}`,
    kind && sql`d.last_error_kind = ${kind}`,
    step && sql`d.step = ${step}`,
    text !== undefined && sql`strpos(lower(d.last_error_text), lower(${text}::text)) > 0`,
    createdBefore && sql`d.created_at < ${createdBefore}`,
    createdAfter && sql`d.created_at > ${createdAfter}`,
  ].filter((condition) => condition !== undefined && condition !== false);
  return conditions.length === 0 ? sql<boolean>`true` : sql<boolean>`${sql.join(conditions, sql` and `)}`;
}
