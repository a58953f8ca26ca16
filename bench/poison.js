// One report in a hundred is refused by the CRM: do the others feel it? Time from acceptance to the CRM at a fixed rate, with and without poison, in turns.
// Usage: npm run build && node bench/poison.js [reports a second] [seconds] [rounds]; the more rounds, the narrower the interval
import Table from 'cli-table3';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { CITY, SERVICE } from './support/bridge.js';
import { aBridge, ask, startCrm } from './support/delivery.js';
import { openLoop, quantile } from './support/load.js';
import { freshDatabase, startServices } from './support/services.js';

const [perSecond = 50, seconds = 20, rounds = 3] = process.argv.slice(2).map(Number);
const services = await startServices();
const [crm, database] = [await startCrm(), await freshDatabase(services)];
const bridge = await aBridge({ databaseUrl: database.url, redisUrl: services.redis.url, crm: crm.match[1] });
const [intake, delivery] = [await bridge.start('intake'), await bridge.start('delivery')];
const client = new pg.Client({ connectionString: database.url });
await client.connect();
const body = new URLSearchParams({
  api_key: bridge.key,
  jurisdiction_id: CITY,
  service_code: SERVICE,
  lat: '42.36',
  long: '-71.05',
});
const report = {
  url: `${intake.match[1]}/open311/v2/requests.json`,
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: body.toString(),
};

async function round(mode) {
  await ask(crm, `behave?mode=${mode}`, 'POST');
  const { rows: before } = await client.query('select coalesce(max(id), 0) as last from bridge.service_request');
  await openLoop({ ...report, perSecond, seconds });
  await sleep(3000);
  const { rows } = await client.query(
    `select extract(epoch from a.ended_at - d.created_at) * 1000 as ms, a.outcome from bridge.attempt a join bridge.delivery d on d.id = a.delivery_id
     where d.request_id > $1`,
    [before[0].last],
  );
  const times = rows.filter(({ outcome }) => outcome === 'delivered').map(({ ms }) => Number(ms));
  return { times, refused: rows.length - times.length };
}

const p99 = (rounds) =>
  quantile(
    rounds.flatMap(({ times }) => times),
    0.99,
  );

/** A stall of the machine falls on whole rounds, so rounds are what is drawn again (bootstrap): 90 % of the draws lie between the two. */
function intervalOfRatio({ well, poison }, draws = 2000) {
  const drawn = (rounds) => rounds.map(() => rounds[Math.floor(Math.random() * rounds.length)]);
  const ratios = Array.from({ length: draws }, () => p99(drawn(poison)) / p99(drawn(well)));
  return [0.05, 0.95].map((share) => quantile(ratios, share));
}

try {
  await round('well');
  const results = { well: [], poison: [] };
  for (let n = 0; n < rounds; n++)
    for (const mode of n % 2 ? ['poison', 'well'] : ['well', 'poison']) results[mode].push(await round(mode));
  const table = new Table({ head: ['accepted -> delivered', 'p50 ms', 'p99 ms', 'delivered', 'refused'], style: { head: [] } });
  for (const [mode, ran] of Object.entries(results)) {
    const times = ran.flatMap((each) => each.times);
    const refused = ran.reduce((sum, each) => sum + each.refused, 0);
    table.push([mode, ...[0.5, 0.99].map((share) => quantile(times, share).toFixed(1)), times.length, refused]);
  }
  console.log(table.toString());
  const [from, to] = intervalOfRatio(results).map((ratio) => ratio.toFixed(2));
  const ratio = p99(results.poison) / p99(results.well);
  console.log(
    `p99 with poison / without, all rounds together: ${ratio.toFixed(2)} (at most 1.10); 90 % interval ${from} to ${to}`,
  );
} finally {
  await client.end();
  await Promise.all([intake.stop(), delivery.stop(), crm.stop()]);
  bridge.remove();
  await services.stop();
}
