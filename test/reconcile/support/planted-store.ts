import { sql } from 'kysely';
import { ApiClientStore } from '../../../src/store/api-client.store.js';
import type { Database } from '../../../src/store/database.js';
import { BEGIN, caseRefOf, CITY, CRM, type Plan, publicIdOf } from './plan.js';

const CHUNK = 5_000;
const WORDS = `(array['new', 'working', 'done'])[1 + n % 3]`;
const NOW = 'to_timestamp(at / 1000.0)';

/** Our side as it is left by a bridge that has polled: every report delivered and its last news known, but for what the plan says. */
export async function plantStore(database: Database, plan: Plan): Promise<void> {
  await new ApiClientStore(database).create('an app');
  for (let first = 1; first <= plan.reports; first += CHUNK)
    await seed(database, first, Math.min(plan.reports, first + CHUNK - 1));
  for (const number of plan.numbers) await plant(database, plan, number);
  await sql`analyze`.execute(database);
}

async function seed(database: Database, first: number, last: number): Promise<void> {
  const each = sql.raw(
    `(select n, '26-' || lpad(n::text, 8, '0') as id, ${WORDS} as word, ${BEGIN}::bigint + n * 60000::bigint as at from generate_series(${first}, ${last}) n) s`,
  );
  const status = sql.raw(`case word when 'done' then 'closed' else 'open' end`);
  const detail = sql.raw(`case word when 'done' then 'fixed' when 'working' then 'in_progress' else 'open' end`);
  const notes = sql.raw(`case when word <> 'new' then 'Text ' || n || '.' end`);
  const now = sql.raw(NOW);
  await sql`
    insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, attributes, status, detailed_status, status_notes,
      private, requested_at, updated_at, api_client_id)
    select ${CITY}, id, 'POTHOLE', 'Pothole', 'realtime', '[]', ${status}, ${detail}, ${notes}, n % 7 = 0, ${now}, ${now}, (select id from bridge.api_client limit 1)
    from ${each}`.execute(database);
  await sql`
    insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, first_sent_at, settled_at)
    select gen_random_uuid(), r.id, ${CRM}, 'create_case', 1, 'required', 'delivered', 1, 1, now(), ${now}, ${now}, ${now}
    from ${each} join bridge.service_request r on r.public_id = s.id`.execute(database);
  await sql`
    insert into bridge.crm_case (connection, case_ref, request_id, created_at, crm_status, crm_changed_at, last_seen_at, said, news, news_at)
    select ${CRM}, 'C-' || n, r.id, ${now}, nullif(word, 'new'), case when word <> 'new' then ${now} end, ${now},
      case when word <> 'new' then 'seed/' || n end, case when word <> 'new' then jsonb_build_object('status', ${status}, 'detail', ${detail}, 'notes', ${notes}, 'sourceId', 'seed/' || n) end,
      case when word <> 'new' then ${now} end
    from ${each} join bridge.service_request r on r.public_id = s.id`.execute(database);
}

/** Differences that lie on our side. */
async function plant(database: Database, plan: Plan, number: number): Promise<void> {
  const kind = plan.kindOf(number);
  if (kind === 'missing_here' && plan.isOdd(number)) return forget(database, number);
  const state =
    kind === 'missing_here' ? 'cancelled' : kind === 'lost_answer' || kind === 'never_arrived' ? parked(plan, number) : undefined;
  if (state === undefined) return;
  await sql`delete from bridge.crm_case where connection = ${CRM} and case_ref = ${caseRefOf(number)}`.execute(database);
  await sql`
    update bridge.delivery d set state = ${state} from bridge.service_request r
    where r.id = d.request_id and r.public_id = ${publicIdOf(number)}`.execute(database);
}

const parked = (plan: Plan, number: number) => (plan.isOdd(number) ? 'unknown' : 'dead');

/** As a store that was brought back from an older copy. */
async function forget(database: Database, number: number): Promise<void> {
  const ids = sql`select id from bridge.service_request where public_id = ${publicIdOf(number)}`;
  await sql`delete from bridge.crm_case where request_id in (${ids})`.execute(database);
  await sql`delete from bridge.delivery where request_id in (${ids})`.execute(database);
  await sql`delete from bridge.service_request where public_id = ${publicIdOf(number)}`.execute(database);
}
