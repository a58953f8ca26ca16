// From a report's acceptance to its case in an idle bridge: how long after the POST's answer, and after its start, the CRM had it; beside the same call made
// directly. Usage: npm run build && node bench/idle.js [reports] [rounds]
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import { CITY, SERVICE } from './support/bridge.js';
import { aBridge, ask, startCrm, untilCases } from './support/delivery.js';
import { quantile } from './support/load.js';
import { freshDatabase, startServices } from './support/services.js';

const [reports = 200, rounds = 2] = process.argv.slice(2).map(Number);
const PAUSE_MS = 50;
const services = await startServices();

const percentiles = (values) => [0.5, 0.99].map((share) => quantile(values, share).toFixed(1));

async function direct(crm) {
  const took = [];
  for (let n = 0; n < reports; n++) {
    const started = performance.now();
    const body = JSON.stringify({ reference: `D-${n}`, subject: 'Pothole', description: 'bench' });
    await (await fetch(`${crm.match[1]}/cases`, { method: 'POST', body })).text();
    took.push(performance.now() - started);
    await sleep(PAUSE_MS);
  }
  return took;
}

/** Clocks of two processes on one machine: whole milliseconds. */
async function throughBridge(api, key, crm) {
  const [fromPost, fromAnswer] = [[], []];
  for (let n = 0; n < reports; n++) {
    const before = (await ask(crm, 'count')).count;
    const posted = Date.now();
    const body = new URLSearchParams({
      api_key: key,
      jurisdiction_id: CITY,
      service_code: SERVICE,
      lat: '42.36',
      long: '-71.05',
    });
    const answer = await fetch(`${api}/requests.json`, { method: 'POST', body });
    if (answer.status !== 200) throw new Error(await answer.text());
    await answer.text();
    const answered = Date.now();
    await untilCases(crm, before + 1, 2);
    const [[, arrived]] = await ask(crm, `arrivals?from=${before}`);
    fromPost.push(arrived - posted);
    fromAnswer.push(Math.max(0, arrived - answered));
    await sleep(PAUSE_MS);
  }
  return { fromPost, fromAnswer };
}

async function bridgeRound(name, redisUrl, table) {
  const [crm, database] = [await startCrm(), await freshDatabase(services)];
  const bridge = await aBridge({ databaseUrl: database.url, redisUrl, crm: crm.match[1] });
  const running = await bridge.start('intake,delivery');
  const { fromPost, fromAnswer } = await throughBridge(`${running.match[1]}/open311/v2`, bridge.key, crm);
  table.push(
    [`${name}, from the POST's start`, ...percentiles(fromPost)],
    [`${name}, from its answer`, ...percentiles(fromAnswer)],
  );
  await running.stop();
  bridge.remove();
  await crm.stop();
  await database.drop();
}

try {
  const table = new Table({ head: [`${reports} reports, one at a time`, 'p50 ms', 'p99 ms'], style: { head: [] } });
  for (let n = 0; n < rounds; n++) {
    const crm = await startCrm();
    table.push(['the same call, directly', ...percentiles(await direct(crm))]);
    await crm.stop();
    await bridgeRound('Redis', services.redis.url, table);
    await bridgeRound('PostgreSQL queue', undefined, table);
  }
  console.log(table.toString());
  console.log('budget: p50 under 50 ms, p99 under 250 ms more than the call itself');
} finally {
  await services.stop();
}
