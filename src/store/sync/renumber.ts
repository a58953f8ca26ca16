import { sql } from 'kysely';
import type { CaseRef } from '../../domain/delivery.js';
import type { Tx } from '../database.js';
import { ChangeRefused } from './case-change.js';
import { type KnownCase, lockCase } from './known-case.js';

/**
 * Gives the case its new reference; by the old one it is still known.
 * @returns the reference that it has now.
 * @throws ChangeRefused when the new reference is another request's case.
 */
export async function renumber(tx: Tx, connection: string, known: KnownCase, to: CaseRef | undefined): Promise<CaseRef> {
  const from = known.case_ref;
  if (to === undefined || to === from) return from;
  const there = await lockCase(tx, connection, to);
  if (there && there.request_id !== known.request_id) {
    throw new ChangeRefused(`case ${from} is said to be ${to} now, which is the case of another request`);
  }
  if (there) await sql`delete from bridge.crm_case where connection = ${connection} and case_ref = ${to}`.execute(tx);
  await sql`update bridge.crm_case set case_ref = ${to} where connection = ${connection} and case_ref = ${from}`.execute(tx);
  await sql`update bridge.crm_case set merged_into = ${to} where connection = ${connection} and merged_into = ${from}`.execute(
    tx,
  );
  await sql`delete from bridge.case_alias where connection = ${connection} and case_ref = ${to}`.execute(tx);
  await sql`update bridge.case_alias set current_ref = ${to} where connection = ${connection} and current_ref = ${from}`.execute(
    tx,
  );
  await sql`
    insert into bridge.case_alias (connection, case_ref, current_ref) values (${connection}, ${from}, ${to})
    on conflict (connection, case_ref) do update set current_ref = excluded.current_ref`.execute(tx);
  return to;
}
