// What the delivery benches share: a city whose one CRM is bench/support/crm.js, bridges with the roles they want, reports that wait.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CITY, SERVICE } from './bridge.js';
import { startChild } from './child.js';

const PROGRAM = 'bin/open311-bridge.js';
export const CONNECTION = `${CITY}/crm`;
const CHUNK = 50_000;

const rest = (baseUrl) => ({
  type: 'rest',
  settings: {
    baseUrl,
    auth: { kind: 'none' },
    check: { path: '/me' },
    create: {
      path: '/cases',
      body: '{ "reference": request.id, "subject": request.serviceName, "description": request.description }',
      caseRef: 'body.case.id',
    },
    find: {
      path: '/cases',
      query: { reference: '{{ request.id }}' },
      list: 'body.cases',
      matches: 'reference = $request.id',
      caseRef: 'id',
    },
  },
});

const city = (crm, delivery, connection) => ({
  id: CITY,
  name: 'Bench',
  timeZone: 'America/New_York',
  contact: 'bench',
  keyService: 'bench',
  services: [{ code: SERVICE, name: 'Pothole', group: 'Streets' }],
  connections: { crm: { ...rest(crm), delivery, ...connection } },
  routes: [{ to: 'crm' }],
});

/**
 * The configuration of one bridge, in a folder of its own, on a migrated database.
 * @param connection lies over that of bench/support/crm.js.
 */
export async function aBridge({ databaseUrl, redisUrl, crm, delivery = {}, connection = {} }) {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-bench-'));
  mkdirSync(join(folder, 'config/jurisdictions'), { recursive: true });
  // JSON is YAML.
  writeFileSync(join(folder, 'config/jurisdictions/bench.yaml'), JSON.stringify(city(crm, delivery, connection)));
  const env = {
    BRIDGE_CONFIG: join(folder, 'config'),
    BRIDGE_DATA: join(folder, 'data'),
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl ?? '',
    PORT: '0',
    LOG_LEVEL: 'error',
  };
  execFileSync(process.execPath, [PROGRAM, 'migrate'], { env: { ...process.env, ...env } });
  writeFileSync(join(folder, 'config/settings.yaml'), 'delivery: { sweepEveryMs: 200 }\n');
  const said = execFileSync(process.execPath, [PROGRAM, 'keys', 'create', 'bench', '--rate', 'off'], {
    env: { ...process.env, ...env },
  });
  return {
    key: said.toString().match(/o311_\S+/)[0],
    start: (roles) => startChild([PROGRAM, 'start'], { ...env, ROLES: roles }, /ready at (\S+)/),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const startCrm = () => startChild(['bench/support/crm.js'], {}, /ready at (\S+)/);

export async function ask(crm, path, method = 'GET') {
  return (await fetch(`${crm.match[1]}/control/${path}`, { method })).json();
}

/** Waits until the CRM has so many cases. @returns seconds. */
export async function untilCases(crm, target, everyMs = 20) {
  const started = performance.now();
  for (;;) {
    if ((await ask(crm, 'count')).count >= target) return (performance.now() - started) / 1000;
    await sleep(everyMs);
  }
}

/** Cases a second, from the first to the last. */
export async function drainRate(crm) {
  const times = (await ask(crm, 'arrivals?from=0')).map(([, at]) => at);
  return ((times.length - 1) * 1000) / (times.at(-1) - times[0]);
}

/** Lets a connection go that `seedWaiting` paused, so that every process is up before the first call. */
export async function resume(databaseUrl) {
  await once(databaseUrl, 'update bridge.connection_gate set paused_at = null');
}

async function once(databaseUrl, statement, values) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(statement, values).finally(() => client.end());
}

/** Reports that wait for their first attempt, made by SQL, for a connection that is paused: the first is the oldest, `everyMs` apart, the last just now. */
export async function seedWaiting(databaseUrl, count, everyMs = 1, from = 1) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  for (let first = from; first < from + count; first += CHUNK)
    await client.query(SEED, [
      CITY,
      SERVICE,
      CONNECTION,
      first,
      Math.min(from + count - 1, first + CHUNK - 1),
      (from + count) * everyMs,
      everyMs,
    ]);
  await client.query('insert into bridge.connection_gate (connection, paused_at) values ($1, now()) on conflict do nothing', [
    CONNECTION,
  ]);
  await client.query('vacuum analyze bridge.delivery');
  await client.query('vacuum analyze bridge.service_request');
  await client.end();
}

const SEED = `
with filed as (
  insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, description, lat, long, attributes, status,
    detailed_status, private, requested_at, updated_at, api_client_id)
  select $1, 'B-' || lpad(n::text, 8, '0'), $2, 'Pothole', 'realtime', 'Deep pothole beside the bus stop', 42.36, -71.05, '[]', 'open', 'open', false, at, at,
    (select id from bridge.api_client limit 1)
  from generate_series($4::bigint, $5::bigint) n
  cross join lateral (select now() - ($6::float8 - n * $7::float8) * interval '1 millisecond' as at) t
  returning id, requested_at)
insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at)
select gen_random_uuid(), id, $3, 'create_case', 1, 'required', 'pending', 0, 0, requested_at, requested_at from filed`;
