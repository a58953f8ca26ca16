// PostgreSQL restarted under load: how long until a report is taken and one delivered again, and is everything acknowledged delivered?
// Usage: npm run build && node bench/postgres-restarts.js [restarts] [reports a second]
import { setTimeout as sleep } from 'node:timers/promises';
import { CITY, SERVICE } from './support/bridge.js';
import { aBridge, ask, startCrm } from './support/delivery.js';
import { freshDatabase, startServices } from './support/services.js';

const [restarts = 20, perSecond = 50] = process.argv.slice(2).map(Number);
const SETTLE_LIMIT_MS = 120_000;
const services = await startServices();
const [crm, database] = [await startCrm(), await freshDatabase(services)];
const delivery = { backoffMinMs: 200, settleMs: 200, callTimeoutMs: 3000, callsAtOnce: 16 };
const bridge = await aBridge({ databaseUrl: database.url, redisUrl: services.redis.url, crm: crm.match[1], delivery });
const [intake, worker] = [await bridge.start('intake'), await bridge.start('delivery')];
const acknowledged = new Map();
const stopping = new AbortController();
let refused = 0;

async function file() {
  const body = new URLSearchParams({
    api_key: bridge.key,
    jurisdiction_id: CITY,
    service_code: SERVICE,
    lat: '42.36',
    long: '-71.05',
  });
  const answer = await fetch(`${intake.match[1]}/open311/v2/requests.json`, { method: 'POST', body }).catch(() => undefined);
  if (answer?.status !== 200) return void refused++;
  const [{ service_request_id: id }] = await answer.json();
  acknowledged.set(id, Date.now());
}

async function load() {
  while (!stopping.signal.aborted) {
    void file();
    await sleep(1000 / perSecond);
  }
}

/** @returns ms from the database's return to the first acknowledgement and the first case after it. */
async function recovery(since) {
  const first = { taken: undefined, delivered: undefined };
  const cases = (await ask(crm, 'count')).count;
  while (first.taken === undefined || first.delivered === undefined) {
    if (first.taken === undefined && [...acknowledged.values()].at(-1) > since) first.taken = Date.now() - since;
    if (first.delivered === undefined && (await ask(crm, 'count')).count > cases) first.delivered = Date.now() - since;
    if (Date.now() - since > SETTLE_LIMIT_MS) throw new Error('no recovery');
    await sleep(10);
  }
  return first;
}

try {
  const loading = load();
  await sleep(3000);
  const times = [];
  for (let n = 0; n < restarts; n++) {
    await services.postgres.restart();
    times.push(await recovery(Date.now()));
    await sleep(1500);
  }
  stopping.abort();
  await loading;
  const started = Date.now();
  let arrived;
  do {
    await sleep(500);
    arrived = (await ask(crm, 'arrivals?from=0')).map(([reference]) => reference);
  } while ([...acknowledged.keys()].some((id) => !arrived.includes(id)) && Date.now() - started < SETTLE_LIMIT_MS);
  const unique = new Set(arrived);
  const worst = (key) => Math.max(...times.map((each) => each[key]));
  console.log(
    `${restarts} restarts under ${perSecond} reports/s; worst recovery: taken ${worst('taken')} ms, delivered ${worst('delivered')} ms after the database was back`,
  );
  console.log(
    `acknowledged ${acknowledged.size}, refused with 503 or cut ${refused}, lost ${[...acknowledged.keys()].filter((id) => !unique.has(id)).length}`,
  );
  console.log(`cases ${arrived.length}, twice ${arrived.length - unique.size}`);
  console.log(`processes: intake ${process.kill(intake.pid, 0)}, delivery ${process.kill(worker.pid, 0)} still the same`);
} finally {
  stopping.abort();
  await Promise.all([intake.stop(), worker.stop(), crm.stop()]);
  bridge.remove();
  await services.stop();
}
