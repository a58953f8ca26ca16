// Public requests for the list bench: one year of them, evenly, made by SQL. Which rows are what depends on their number only.
import { CITY } from './bridge.js';

const YEAR_SECONDS = 365 * 86_400;
const CHUNK = 50_000;
const STREETS = [
  'Mill Lane',
  'Washington Street',
  'Dorchester Avenue',
  'Blue Hill Avenue',
  'Commonwealth Avenue',
  'Centre Street',
];
const TEXTS = [
  'Deep pothole in the right lane beside the bus stop, two cars have been damaged already',
  'Street light flickers all night and goes dark when it rains',
  'Sidewalk slab lifted by the roots of a tree, somebody will trip over it',
  'Graffiti on the wall of the school, please paint over',
  'Recycling bin was put out in time and left standing by the crew',
  'Rats in the alley behind the restaurant every evening',
  'Branch hangs over the road and blocks the sign',
  'Loud music from the construction site after ten in the evening',
];

/** Words that stand in every 10,000th and every 100th text, and in every other one. */
export const WORDS = { rare: 'sinkhole', some: 'corner', common: 'reported' };
/** A service that has one request in 5,000; all others are spread over forty. */
export const RARE_SERVICE = 'RARE';
export const AGENCIES = ['Public Works', 'Parks', 'Sanitation', 'Inspectional Services'];

/** @param client a connected `pg` client. Makes requests number `from` to `to`; the newest is `total` of them. */
export async function seed(client, from, to, newestAt) {
  for (let first = from; first <= to; first += CHUNK) {
    const values = [CITY, first, Math.min(to, first + CHUNK - 1), newestAt, TEXTS, STREETS, AGENCIES];
    await client.query(INSERT, values);
  }
  await client.query('vacuum analyze bridge.service_request');
}

// Golden ratio steps: even over the year whatever the number of rows, and no two at one moment.
const INSERT = `
insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, description, lat, long, address,
  attributes, status, detailed_status, status_notes, agency_responsible, private, requested_at, updated_at, api_client_id)
select $1, 'B-' || lpad(n::text, 8, '0'), case when n % 5000 = 0 then '${RARE_SERVICE}' else 'S' || n % 40 end, 'Service', 'realtime',
  ($5::text[])[1 + n % 8] || case when n % 2 = 0 then ' ${WORDS.common}' else '' end || case when n % 100 = 0 then ' ${WORDS.some}' else '' end
    || case when n % 10000 = 0 then ' ${WORDS.rare}' else '' end || ' number ' || n,
  42.2 + ((n * 7919) % 20011) / 20011.0 * 0.2, -71.2 + ((n * 104729) % 30011) / 30011.0 * 0.3, n % 2000 || ' ' || ($6::text[])[1 + n % 6], '[]',
  case when n % 10 = 0 then 'open' else 'closed' end, case when n % 10 = 0 then 'open' else 'fixed' end,
  case when n % 10 = 0 then null else 'Case resolved' end, ($7::text[])[1 + n % 4], n % 50 = 49, at, at + interval '1 hour',
  (select id from bridge.api_client limit 1)
from generate_series($2::bigint, $3::bigint) n
cross join lateral (select $4::timestamptz - ((n * 0.6180339887498949) % 1) * ${YEAR_SECONDS} * interval '1 second' as at) t`;
