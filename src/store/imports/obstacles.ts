import { sql } from 'kysely';
import type { Tx } from '../database.js';
import type { ImportedRequest, ImportTarget } from './imported-request.js';

/** Why requests that are new here can't be kept: their id or their case belongs to another one. */
export async function findObstacles(
  tx: Tx,
  { jurisdictionId, connection }: ImportTarget,
  fresh: readonly ImportedRequest[],
): Promise<Map<ImportedRequest, string>> {
  const ids = await takenIds(tx, jurisdictionId, fresh);
  const cases = connection === undefined ? new Map<string, string>() : await takenCases(tx, connection, fresh);
  const obstacles = new Map<ImportedRequest, string>();
  for (const each of fresh) {
    const { publicId, caseRef } = each;
    if (publicId !== undefined && ids.has(publicId)) obstacles.set(each, `the id ${publicId} is taken here by another request`);
    else if (caseRef !== undefined && cases.has(caseRef))
      obstacles.set(each, `the case ${caseRef} of ${connection} belongs to the request ${cases.get(caseRef)} here`);
    else if (caseRef !== undefined) cases.set(caseRef, each.publicId ?? each.sourceId);
  }
  return obstacles;
}

async function takenIds(tx: Tx, city: string, fresh: readonly ImportedRequest[]): Promise<Set<string>> {
  const ids = fresh.flatMap(({ publicId }) => publicId ?? []);
  const { rows } = await sql<{ public_id: string }>`
    select public_id from bridge.service_request where jurisdiction_id = ${city} and public_id = any(${ids}::text[])`.execute(tx);
  return new Set(rows.map(({ public_id }) => public_id));
}

/** Case reference -> public id of its request. */
async function takenCases(tx: Tx, connection: string, fresh: readonly ImportedRequest[]): Promise<Map<string, string>> {
  const refs = fresh.flatMap(({ caseRef }) => caseRef ?? []);
  const { rows } = await sql<{ case_ref: string; public_id: string }>`
    select c.case_ref, r.public_id from bridge.crm_case c join bridge.service_request r on r.id = c.request_id
    where c.connection = ${connection} and c.case_ref = any(${refs}::text[])`.execute(tx);
  return new Map(rows.map(({ case_ref, public_id }) => [case_ref, public_id]));
}
