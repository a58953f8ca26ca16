// What one round of polling costs when the CRM tells 1,000 changes, by how many cases are open. Usage: npm run build && node bench/sync.js [fewer] [more] [rounds]
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { Connection } from '../dist/src/connections/connection.js';
import { Log } from '../dist/src/settings/log.js';
import { openDatabase } from '../dist/src/store/database.js';
import { EchoStore } from '../dist/src/store/echo.store.js';
import { IncomingChangeStore } from '../dist/src/store/incoming-change.store.js';
import { migrate } from '../dist/src/store/migrate.js';
import { SyncStore } from '../dist/src/store/sync.store.js';
import { UnknownCaseStore } from '../dist/src/store/unknown-case.store.js';
import { ChangeApplier } from '../dist/src/sync/change-applier.js';
import { Poll } from '../dist/src/sync/poll.js';
import { UnknownCases } from '../dist/src/sync/unknown-cases.js';
import { aConnection } from '../dist/test/support/a-connection.js';
import { postgresCpu } from './support/cpu.js';
import { median } from './support/load.js';
import { freshDatabase, startServices } from './support/services.js';

const [fewer = 100_000, more = 1_000_000, rounds = 5] = process.argv.slice(2).map(Number);
const CHANGES = 1000;
const CHUNK = 50_000;
const CRM = 'riverton.example/crm';
const NAMES = { news: `${CHANGES} changes`, again: 'the same told again', nothing: 'none' };

const services = await startServices();
try {
  const few = await measured(fewer);
  const many = await measured(more);
  console.log(`\n${more} open cases beside ${fewer}: memory ${(many.rssMb / few.rssMb).toFixed(2)} times`);
  for (const [what, name] of Object.entries(NAMES)) {
    const times = (of) => (of(many[what]) / of(few[what])).toFixed(2);
    console.log(`  ${name}: ${times(({ ms }) => ms)} times as long, ${times(allCpu)} times the processor time`);
  }
} finally {
  await services.stop();
}

async function measured(open) {
  const { url, drop } = await freshDatabase(services);
  const database = openDatabase({ connectionString: url }, 4);
  await migrate(database);
  await seed(url, open);
  const counted = { statements: 0 };
  const round = poller(counting(database, counted), open);
  await round([]);
  const costOf = costs(await postgresCpu(url), counted, round);
  const found = { news: [], again: [], nothing: [] };
  for (let at = 0; at < rounds; at += 1) {
    const changes = changesOf(at, open);
    found.news.push(await costOf(changes));
    found.again.push(await costOf(changes));
    found.nothing.push(await costOf([]));
  }
  await database.destroy();
  await drop();
  const figures = Object.fromEntries(Object.entries(found).map(([what, all]) => [what, medians(all)]));
  const rssMb = process.memoryUsage().rss / 2 ** 20;
  console.log(`${open} open cases, ${rssMb.toFixed(0)} MiB`);
  for (const [what, cost] of Object.entries(figures)) console.log(`  ${NAMES[what]}: ${inWords(cost)}`);
  return { ...figures, rssMb };
}

function inWords({ ms, ownCpu, postgresCpu, statements }) {
  const cpu = `processor ${ownCpu.toFixed(0)} + ${postgresCpu.toFixed(0)} ms (bridge + PostgreSQL)`;
  return `${ms.toFixed(0)} ms, ${cpu}, ${statements} statements`;
}

/** @returns a function that runs a round and tells what it cost. */
function costs(postgresCpuSoFar, counted, round) {
  return async (changes) => {
    const before = { own: process.cpuUsage(), postgres: postgresCpuSoFar(), statements: counted.statements };
    const ms = await round(changes);
    const { user, system } = process.cpuUsage(before.own);
    const statements = counted.statements - before.statements;
    return { ms, ownCpu: (user + system) / 1000, postgresCpu: postgresCpuSoFar() - before.postgres, statements };
  };
}

/** Statements but for begin and commit. */
function counting(database, counted) {
  const transformQuery = ({ node }) => {
    counted.statements += 1;
    return node;
  };
  return database.withPlugin({ transformQuery, transformResult: async ({ result }) => result });
}

/** @returns a function that runs a round in which the CRM tells these, and tells how long it took, in milliseconds. */
function poller(database, open) {
  const incoming = new IncomingChangeStore(database);
  const store = new SyncStore(database);
  const applier = new ChangeApplier(
    store,
    incoming,
    new UnknownCases(new UnknownCaseStore(database), incoming),
    Log.at('silent'),
    new EchoStore(database),
  );
  const statusRules = [{ when: { status: { exact: 'done' } }, status: 'closed' }];
  let told = [];
  const adapter = { fetchChanges: async () => ({ changes: told }), fetchStatus: async () => undefined };
  const connection = new Connection(aConnection({ statusRules }), adapter, Log.at('silent'));
  return async (changes) => {
    told = changes;
    const started = performance.now();
    const fence = await store.lease(CRM, `bench ${open}`, 60_000);
    await new Poll(connection, store, applier, (verb) => verb({}), fence).run(new Date());
    return performance.now() - started;
  };
}

function changesOf(round, open) {
  const step = Math.floor(open / (CHANGES * rounds));
  return Array.from({ length: CHANGES }, (_none, at) => ({
    caseRef: `CASE-${(at * rounds + round) * step + 1}`,
    status: 'done',
    publicText: 'Filled.',
    changedAt: new Date(Date.now() - 1000),
  }));
}

/** Cases as they are left by a bridge that has polled since they were made. */
async function seed(url, open) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `insert into bridge.api_client (id, name, key_prefix, key_hash, created_at) values (gen_random_uuid(), 'bench', 'x', 'x', now())`,
  );
  for (let first = 1; first <= open; first += CHUNK) {
    const range = `generate_series(${first}, ${Math.min(open, first + CHUNK - 1)}) n`;
    await client.query(`
      insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, attributes, status, detailed_status, private,
        requested_at, updated_at, api_client_id)
      select 'riverton.example', 'B-' || n, 'POTHOLE', 'Pothole', 'realtime', '[]', 'open', 'open', false, now() - interval '9 days', now() - interval '9 days',
        (select id from bridge.api_client limit 1) from ${range}`);
    await client.query(`
      insert into bridge.crm_case (connection, case_ref, request_id, created_at, ask_at)
      select '${CRM}', 'CASE-' || n, r.id, now() - interval '8 days', null
      from ${range} join bridge.service_request r on r.jurisdiction_id = 'riverton.example' and r.public_id = 'B-' || n`);
    await client.query(`
      insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, settled_at)
      select gen_random_uuid(), r.id, '${CRM}', 'create_case', 1, 'required', 'delivered', 1, 1, now(), now(), now()
      from ${range} join bridge.service_request r on r.jurisdiction_id = 'riverton.example' and r.public_id = 'B-' || n`);
  }
  await client.query('vacuum analyze');
  await client.end();
}

function allCpu({ ownCpu, postgresCpu }) {
  return ownCpu + postgresCpu;
}

function medians(costs) {
  return Object.fromEntries(Object.keys(costs[0]).map((what) => [what, median(costs.map((each) => each[what]))]));
}
