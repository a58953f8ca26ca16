import { sql } from 'kysely';
import type { Database } from '../database.js';
import type { CaseChange } from './case-change.js';

/** Keeps the numbers that people have for cases. They are no news: a number that comes with what is known already is kept all the same. */
export async function keepCustomerReferences(
  database: Database,
  connection: string,
  changes: readonly CaseChange[],
): Promise<void> {
  const told = changes.flatMap(({ caseRef, customerReference }) =>
    customerReference === undefined ? [] : [{ caseRef, customerReference }],
  );
  if (told.length === 0) return;
  await sql`
    update bridge.crm_case c set customer_reference = told.number
    from unnest(${told.map(({ caseRef }) => caseRef)}::text[], ${told.map((each) => each.customerReference)}::text[]) as told (case_ref, number)
    where c.connection = ${connection} and c.case_ref = told.case_ref and c.customer_reference is distinct from told.number`.execute(
    database,
  );
}
