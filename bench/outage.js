// The CRM was down for a day at 5 reports a second: is intake untouched, is memory bounded, does the backlog drain at the rate that is set and not faster, oldest
// first? Usage: npm run build && node bench/outage.js [reports waiting] [calls a second] [seconds of drain watched; 0: all of it]
import { setTimeout as sleep } from 'node:timers/promises';
import { CITY, SERVICE } from './support/bridge.js';
import { aBridge, ask, resume, seedWaiting, startCrm } from './support/delivery.js';
import { openLoop } from './support/load.js';
import { freshDatabase, startServices } from './support/services.js';

const [waiting = 432_000, callsPerSecond = 200, watched = 120] = process.argv.slice(2).map(Number);
const INTAKE_PER_SECOND = 50;
const INTAKE_SECONDS = 20;

const services = await startServices();
const [crm, database] = [await startCrm(), await freshDatabase(services)];
const delivery = { callsPerSecond, callsAtOnce: 16, backoffMinMs: 1000, breakerPauseMinMs: 1000, breakerPauseMaxMs: 3000 };
const bridge = await aBridge({ databaseUrl: database.url, redisUrl: services.redis.url, crm: crm.match[1], delivery });
const intake = await bridge.start('intake');
const report = (name) => ({
  url: `${intake.match[1]}/open311/v2/requests.json`,
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({
    api_key: bridge.key,
    jurisdiction_id: CITY,
    service_code: SERVICE,
    lat: '42.36',
    long: '-71.05',
    description: name,
  }).toString(),
});
const file = async (name) => {
  const { p50, p99, failed } = await openLoop({ ...report(name), perSecond: INTAKE_PER_SECOND, seconds: INTAKE_SECONDS });
  console.log(
    `intake at ${INTAKE_PER_SECOND}/s, ${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${failed} failed; ${intake.rssMb().toFixed(0)} MiB`,
  );
};

const deliverers = [];
try {
  await file('warming up');
  await file('with a healthy CRM');
  await ask(crm, 'behave?mode=down', 'POST');
  await seedWaiting(database.url, waiting, 200);
  deliverers.push(await bridge.start('delivery'), await bridge.start('delivery'));
  await resume(database.url);
  await sleep(3000);
  await file(`with ${waiting} waiting and the CRM down`);
  const memory = () => deliverers.map((each) => `${each.rssMb().toFixed(0)} MiB`).join(', ');
  console.log(`delivery processes with the CRM down: ${memory()}`);
  const before = (await ask(crm, 'count')).count;
  await ask(crm, 'behave?mode=well', 'POST');
  await drain(before, memory);
} finally {
  await Promise.all([intake, crm, ...deliverers].map((each) => each.stop()));
  bridge.remove();
  await services.stop();
}

async function drain(before, memory) {
  const started = performance.now();
  const everything = watched === 0;
  for (let count = before; everything ? count - before < waiting : performance.now() - started < watched * 1000;) {
    await sleep(10_000);
    ({ count } = await ask(crm, 'count'));
    console.log(
      `${((performance.now() - started) / 1000).toFixed(0)} s: ${count - before} delivered, delivery processes ${memory()}`,
    );
  }
  const arrivals = await ask(crm, `arrivals?from=${before}`);
  const seeded = arrivals.filter(([reference]) => reference.startsWith('B-'));
  const seconds = (arrivals.at(-1)[1] - arrivals[0][1]) / 1000;
  const numbers = seeded.map(([reference]) => Number(reference.slice(2)));
  let [latest, outOfOrder] = [0, 0];
  for (const number of numbers) {
    if (number < latest - 100) outOfOrder++;
    latest = Math.max(latest, number);
  }
  console.log(
    `mean rate ${((arrivals.length - 1) / seconds).toFixed(1)}/s (set: ${callsPerSecond}/s), most in any second ${most(arrivals)}`,
  );
  console.log(`oldest first: ${outOfOrder} of ${numbers.length} came more than 100 places late`);
}

/** In a window of one second that slides over all arrivals. */
function most(arrivals) {
  let [from, best] = [0, 0];
  for (let to = 0; to < arrivals.length; to++) {
    while (arrivals[to][1] - arrivals[from][1] >= 1000) from++;
    best = Math.max(best, to - from + 1);
  }
  return best;
}
