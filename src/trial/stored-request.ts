import { sql } from 'kysely';
import { maskContacts } from '../domain/contact-mask.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { publicAddress } from '../settings/public-address.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { ServerSettings } from '../settings/settings.js';
import { writeAudit } from '../store/audit.js';
import type { Database } from '../store/database.js';
import { ActRefused } from '../store/dead-letters/act-refused.js';
import { MaterialStore } from '../store/material.store.js';

export interface AskedFor {
  /** Public id or token. */
  readonly id: string;
  readonly city: JurisdictionSettings;
  /** Id of the connection it is tried with. */
  readonly connection: string;
  /** Who reads what people told of themselves; absent: it is masked. */
  readonly reader?: string;
}

interface Found {
  readonly delivery: string;
  readonly public_id: string;
  readonly case_ref: string | null;
}

/**
 * A report out of the store as its delivery to this connection sends it, or else as to any other. Read by somebody, it is written down that it was read.
 * @throws ActRefused where there is none. @throws RequestErased
 */
export async function storedRequest(
  database: Database,
  { id, city, connection, reader }: AskedFor,
  server: ServerSettings,
): Promise<{ readonly request: ServiceRequest; readonly caseRef?: string }> {
  const { rows } = await sql<Found>`
    select d.id as delivery, r.public_id,
      (select case_ref from bridge.crm_case c where c.request_id = r.id and c.connection = ${connection} order by created_at limit 1) as case_ref
    from bridge.service_request r join bridge.delivery d on d.request_id = r.id
    where (r.public_id = ${id} or r.token = ${id}) and r.jurisdiction_id = ${city.id}
    order by d.connection = ${connection} desc, d.step = 'create_case' desc, d.position limit 1`.execute(database);
  const found = rows[0];
  if (!found) throw new ActRefused(`no report of ${city.id} has the id or token ${id}, and there is no file of that name`);
  const report = await new MaterialStore(database).request(found.delivery);
  const base = publicAddress(server);
  const request = { ...report, mediaUrls: report.mediaUrls.map((path) => base + path) };
  const caseRef = found.case_ref ?? undefined;
  if (reader === undefined) return { request: withoutContacts(request, city.country), caseRef };
  const entry = {
    actor: reader,
    action: 'request.show-personal',
    subject: `request/${city.id}/${found.public_id}`,
    detail: { connection },
  };
  await database.transaction().execute((tx) => writeAudit(tx, [entry]));
  return { request, caseRef };
}

/** What a resident wrote into a free text, as the public would read it where contacts are masked. */
function withoutContacts(request: ServiceRequest, country: string | undefined): ServiceRequest {
  const { description } = request;
  return { ...request, description: description === undefined ? undefined : maskContacts(description, country) };
}
