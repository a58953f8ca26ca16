import { type RawBuilder, sql } from 'kysely';
import { inBox, inCircle } from './near.js';
import type { Cut, RequestFilter, Span } from './request-filter.js';

type Fragment = RawBuilder<unknown>;
/** A statement that gives `id`, `at` and `public_id`, in order. */
export type Candidates = Fragment;

/** How many of the newest requests are looked through before a search goes to its own index. */
const LEAST_RECENT = 2_000;
const RECENT_A_HIT = 20;
const MOST_RECENT = 50_000;

/** True where the filter asks for words or a place: their indexes know no order. */
export function isSearch({ ids, words, box, circle }: RequestFilter): boolean {
  return !ids && (words !== undefined || box !== undefined || circle !== undefined);
}

/**
 * In the order of an index, which stops at the limit. Lists become one short walk for each of their values, because no index
 * keeps the order across several.
 */
export function inOrder(city: string, filter: RequestFilter, cut: Cut): Candidates {
  if (filter.ids) return plain(city, filter, cut, [sql`r.public_id = any(${filter.ids}::text[])`]);
  const { serviceCodes, statuses, agencies, newestBy } = filter;
  if (newestBy === 'updated_at')
    return plain(city, filter, cut, [...statusIn(filter), ...serviceIn(filter), ...agencyIn(filter)]);
  if (serviceCodes) {
    const each = sql`unnest(${serviceCodes}::text[]) as code cross join unnest(${statuses ?? ['open', 'closed']}::text[]) as word`;
    return spread(city, filter, cut, each, [sql`r.service_code = code`, sql`r.status = word`, ...agencyIn(filter)]);
  }
  if (agencies) {
    const each = sql`unnest(${agencies.map((name) => name.toLowerCase())}::text[]) as agency`;
    return spread(city, filter, cut, each, [sql`lower(r.agency_responsible) = agency`, ...statusIn(filter)]);
  }
  return plain(city, filter, cut, statusIn(filter));
}

/** A search among the newest only: quick where hits are many, and complete when it fills the page. Undefined for a page too deep for it. */
export function amongRecent(city: string, filter: RequestFilter, cut: Cut): Candidates | undefined {
  const limit = Math.max(LEAST_RECENT, RECENT_A_HIT * (cut.limit + cut.offset));
  if (limit > MOST_RECENT) return undefined;
  const recent = inOrder(city, filter, { limit, offset: 0, after: cut.after });
  return sql`select c.id, c.at, c.public_id from (${recent}) c join bridge.service_request r on r.id = c.id
    where ${all(searched(filter))} ${newestFirst} ${part(cut)}`;
}

/** Everything a search finds, out of its own index, then sorted: quick where hits are few. The offset keeps the planner to that. */
export function amongAll(city: string, filter: RequestFilter, cut: Cut): Candidates {
  const conditions = [
    ...within(city, filter, cut),
    ...statusIn(filter),
    ...serviceIn(filter),
    ...agencyIn(filter),
    ...searched(filter),
  ];
  return sql`select c.id, c.at, c.public_id from (
      select r.id, ${axis(filter)} as at, r.public_id from bridge.service_request r where ${all(conditions)} offset 0
    ) c ${newestFirst} ${part(cut)}`;
}

function plain(city: string, filter: RequestFilter, cut: Cut, more: Fragment[]): Candidates {
  return sql`select r.id, ${axis(filter)} as at, r.public_id from bridge.service_request r
    where ${all([...within(city, filter, cut), ...more])} order by ${axis(filter)} desc, r.public_id desc ${part(cut)}`;
}

/** `each` names what is walked for one by one. */
function spread(city: string, filter: RequestFilter, cut: Cut, each: Fragment, more: Fragment[]): Candidates {
  const one = plain(city, filter, { ...cut, limit: cut.limit + cut.offset, offset: 0 }, more);
  return sql`select c.id, c.at, c.public_id from ${each} cross join lateral (${one}) c ${newestFirst} ${part(cut)}`;
}

const newestFirst = sql`order by c.at desc, c.public_id desc`;

function axis({ newestBy }: RequestFilter): Fragment {
  return newestBy === 'updated_at' ? sql`r.updated_at` : sql`r.requested_at`;
}

function part({ limit, offset }: Cut): Fragment {
  return sql`limit ${limit} offset ${offset}`;
}

function all(conditions: readonly Fragment[]): Fragment {
  return sql.join(conditions, sql` and `);
}

/** City, public, dates and place in the list: what an index answers. */
function within(city: string, filter: RequestFilter, { after }: Cut): Fragment[] {
  const conditions = [sql`r.jurisdiction_id = ${city}`, sql`not r.private`];
  if (!filter.ids) {
    conditions.push(...between(sql`r.requested_at`, filter.requested), ...between(sql`r.updated_at`, filter.updated));
  }
  if (after) conditions.push(sql`(${axis(filter)}, r.public_id) < (${after.at}::timestamptz, ${after.id})`);
  return conditions;
}

function between(column: Fragment, span: Span | undefined): Fragment[] {
  return [
    ...(span?.from ? [sql`${column} >= ${span.from}::timestamptz`] : []),
    ...(span?.to ? [sql`${column} <= ${span.to}::timestamptz`] : []),
  ];
}

function statusIn({ statuses }: RequestFilter): Fragment[] {
  if (!statuses || new Set(statuses).size > 1) return [];
  return [sql`r.status = ${statuses[0]}`];
}

function serviceIn({ serviceCodes }: RequestFilter): Fragment[] {
  return serviceCodes ? [sql`r.service_code = any(${serviceCodes}::text[])`] : [];
}

function agencyIn({ agencies }: RequestFilter): Fragment[] {
  return agencies ? [sql`lower(r.agency_responsible) = any(${agencies.map((name) => name.toLowerCase())}::text[])`] : [];
}

function searched({ words, box, circle }: RequestFilter): Fragment[] {
  return [
    ...(words === undefined ? [] : [sql`r.search @@ plainto_tsquery('simple', ${words})`]),
    ...(box ? [inBox(box)] : []),
    ...(circle ? [inCircle(circle)] : []),
  ];
}
