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
import { freshDatabase, startServices } from './support/services.js';

const [fewer = 100_000, more = 1_000_000, rounds = 5] = process.argv.slice(2).map(Number);
const CHANGES = 1000;
const CHUNK = 50_000;
const CRM = 'riverton.example/crm';

const services = await startServices();
try {
  const few = await measured(fewer);
  const many = await measured(more);
  const times = (what) => `${(many[what] / few[what]).toFixed(2)} times`;
  console.log(
    `\n${more} open cases beside ${fewer}: a round of ${CHANGES} changes takes ${times('news')}, the same told again ${times('again')},`,
  );
  console.log(`  one without changes ${times('nothing')}; memory ${times('rssMb')}`);
} finally {
  await services.stop();
}

async function measured(open) {
  const { url } = await freshDatabase(services);
  const database = openDatabase({ connectionString: url }, 4);
  await migrate(database);
  await seed(url, open);
  const round = poller(database, open);
  await round([]);
  const found = { news: [], again: [], nothing: [] };
  for (let at = 0; at < rounds; at += 1) {
    const changes = changesOf(at, open);
    found.news.push(await round(changes));
    found.again.push(await round(changes));
    found.nothing.push(await round([]));
  }
  await database.destroy();
  const figures = Object.fromEntries(Object.entries(found).map(([what, all]) => [what, median(all)]));
  const rssMb = process.memoryUsage().rss / 2 ** 20;
  console.log(
    `${open} open cases: ${CHANGES} changes ${figures.news.toFixed(0)} ms, the same told again ${figures.again.toFixed(0)} ms, none ${figures.nothing.toFixed(1)} ms; ${rssMb.toFixed(0)} MiB`,
  );
  return { ...figures, rssMb };
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

function median(all) {
  return all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)];
}
