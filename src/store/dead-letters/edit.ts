import { sql } from 'kysely';
import type { ReportOverrides } from '../../domain/delivery.js';
import type { Tx } from '../database.js';
import { ActRefused } from './act-refused.js';
import { type HeldDelivery, refuseInHands, refuseSettled } from './held-delivery.js';
import { type EditedReport, type FieldChange, type NamedService, overridesAfter } from './report-edit.js';

export interface ReportEdit {
  readonly changes: readonly FieldChange[];
  /** Services of a city; undefined for a city that is not configured. */
  readonly servicesOf: (jurisdictionId: string) => readonly NamedService[] | undefined;
}

/** Both may hold personal data: they are for the operator who edits. */
export interface BeforeAndAfter {
  readonly before: EditedReport;
  readonly after: EditedReport;
}

/**
 * Changes what this destination gets of a report; the public record stays as it is.
 * @throws ActRefused for a step that sends no report, one that is settled or in a worker's hands, and a change that can't be made.
 */
export async function editHeld({ tx, row, lane }: HeldDelivery, edit: ReportEdit): Promise<BeforeAndAfter> {
  refuseSettled(row);
  refuseInHands(row);
  if (row.step !== 'create_case') {
    throw new ActRefused(`${row.id} is a step ${row.step}: the report itself goes out with ${lane[0]!.id}`);
  }
  const { jurisdiction, report } = await reportOf(tx, row.request_id);
  const before = { ...report, ...row.overrides };
  const overrides: ReportOverrides = {
    ...row.overrides,
    ...overridesAfter(before, edit.changes, edit.servicesOf(jurisdiction)),
  };
  await sql`update bridge.delivery set overrides = ${JSON.stringify(overrides)}::jsonb where id = ${row.id}`.execute(tx);
  return { before, after: { ...report, ...overrides } };
}

async function reportOf(tx: Tx, requestId: string): Promise<{ jurisdiction: string; report: EditedReport }> {
  const row = await tx
    .selectFrom('service_request')
    .select(['jurisdiction_id', 'service_code', 'description', 'address', 'address_id', 'lat', 'long', 'attributes'])
    .where('id', '=', requestId)
    .executeTakeFirstOrThrow();
  return {
    jurisdiction: row.jurisdiction_id,
    report: {
      serviceCode: row.service_code,
      description: row.description ?? undefined,
      address: row.address ?? undefined,
      addressId: row.address_id ?? undefined,
      point: row.lat === null || row.long === null ? undefined : { lat: row.lat, long: row.long },
      attributes: row.attributes,
    },
  };
}
