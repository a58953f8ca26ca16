// GET requests: a page of 50 out of more and more rows, against a bare Fastify handler that runs the same SQL, in turns; then the latency
// of each filter at the largest size. Usage: npm run build && node bench/list.js [rounds] [seconds a round] [sizes, with commas]
import Table from 'cli-table3';
import pg from 'pg';
import { startPostgres } from '../dist/test/support/postgres.js';
import { startIntake } from './support/bridge.js';
import { startChild } from './support/child.js';
import { closedLoop, median, quantile } from './support/load.js';
import { AGENCIES, RARE_SERVICE, seed, WORDS } from './support/seed.js';

const [rounds = '3', seconds = '5', sizes = '10000,100000,1000000'] = process.argv.slice(2);
const CLIENTS = 8;
const NEWEST = new Date();
const ago = (days) => new Date(NEWEST.getTime() - days * 86_400_000).toISOString();
const FILTERS = {
  'a single request': 'requests/B-00000001.json',
  'status, one in ten': 'requests.json?page_size=50&status=open',
  'service, one in forty': 'requests.json?page_size=50&service_code=S1',
  'service, one in 5,000': `requests.json?page_size=50&service_code=${RARE_SERVICE}`,
  'four services and a status': 'requests.json?page_size=50&service_code=S0,S10,S20,S30&status=open',
  agency: `requests.json?page_size=50&agency_responsible=${encodeURIComponent(AGENCIES[1])}`,
  'dates half a year ago': `requests.json?page_size=50&start_date=${ago(200)}&end_date=${ago(150)}`,
  'updated in the last day': `requests.json?page_size=50&updated_after=${ago(1)}`,
  'updated, and a rare service': `requests.json?page_size=50&updated_after=${ago(80)}&service_code=${RARE_SERVICE}`,
  'word in every other text': `requests.json?page_size=50&q=${WORDS.common}`,
  'word in one of 100': `requests.json?page_size=50&q=${WORDS.some}`,
  'word in one of 10,000': `requests.json?page_size=50&q=${WORDS.rare}`,
  'no such word': 'requests.json?page_size=50&q=zeppelin',
  'common words, never together': 'requests.json?page_size=50&q=pothole+graffiti',
  'radius 100 m': 'requests.json?page_size=50&lat=42.3&long=-71.05&radius=100',
  'radius 5 km': 'requests.json?page_size=50&lat=42.3&long=-71.05&radius=5000',
  'box without any': 'requests.json?page_size=50&bbox=10,50,11,51',
  'word and box': `requests.json?page_size=50&q=${WORDS.some}&bbox=-71.1,42.25,-71.0,42.3`,
  'page 1,000 by number': 'requests.json?page_size=50&page=1000',
  'a thousand, XML': 'requests.xml',
  'a thousand, JSON': 'requests.json',
  'extensions=true': 'requests.json?page_size=50&extensions=true',
};

const postgres = await startPostgres();
const client = new pg.Client({ connectionString: postgres.url });
await client.connect();
const bridge = await startIntake({ databaseUrl: postgres.url, settings: 'limits: { perAddress: { requests: 0 } }' });
const floor = await startChild(['bench/support/list-floor.js'], { DATABASE_URL: postgres.url }, /ready at (\S+)/);
try {
  const rates = new Map();
  const table = new Table({ head: ['rows', 'floor/s', 'bridge/s', 'bridge / floor', 'p50 ms', 'p99 ms'], style: { head: [] } });
  let seeded = 0;
  for (const size of sizes.split(',').map(Number)) {
    const started = performance.now();
    await seed(client, seeded + 1, size, NEWEST);
    console.log(`${size} rows are there after ${((performance.now() - started) / 1000).toFixed(0)} s`);
    seeded = size;
    rates.set(size, await compare(size, table));
  }
  console.log(table.toString());
  const [first, last] = [rates.values().next().value, rates.get(seeded)];
  console.log(`bridge / floor at ${seeded} rows: ${((last.ours / last.bare) * 100).toFixed(0)} % (at least 70 %)`);
  console.log(`rate at the fewest rows / at the most: ${(first.ours / last.ours).toFixed(2)} (at most 1.2)`);
  await eachFilter();
} finally {
  await Promise.all([bridge.stop(), floor.stop()]);
  await client.end();
  await postgres.stop();
}

async function compare(size, table) {
  const [ours, bare] = [`${bridge.api}/requests.json?page_size=50`, `${floor.match[1]}/requests.json`];
  const [bridges, bares] = [[], []];
  for (const url of [ours, bare]) await closedLoop({ url, connections: CLIENTS, seconds: 2 });
  for (let n = 0; n < Number(rounds); n++) {
    bares.push(await closedLoop({ url: bare, connections: CLIENTS, seconds: Number(seconds) }));
    bridges.push(await closedLoop({ url: ours, connections: CLIENTS, seconds: Number(seconds) }));
  }
  const failed = [...bares, ...bridges].reduce((sum, each) => sum + each.failed, 0);
  if (failed > 0) throw new Error(`${failed} answers were not 2xx`);
  const middle = (results, key) => median(results.map((each) => each[key]));
  const found = { ours: middle(bridges, 'rate'), bare: middle(bares, 'rate') };
  const share = `${((found.ours / found.bare) * 100).toFixed(0)} %`;
  table.push([size, Math.round(found.bare), Math.round(found.ours), share, middle(bridges, 'p50'), middle(bridges, 'p99')]);
  return found;
}

/** One client, so that a figure is what one query takes. */
async function eachFilter() {
  const table = new Table({ head: ['filter', 'found', 'p50 ms', 'p99 ms'], style: { head: [] } });
  for (const [name, path] of Object.entries(FILTERS)) {
    const url = `${bridge.api}/${path}`;
    const answer = await fetch(url);
    const body = await answer.text();
    const count = body.split(path.includes('.xml') ? '<request>' : '"service_request_id"').length - 1;
    const { p50, p99 } = await latencies(url, 200);
    table.push([name, answer.status === 200 ? count : answer.status, p50.toFixed(1), p99.toFixed(1)]);
  }
  console.log(table.toString());
}

async function latencies(url, times) {
  const found = [];
  const until = performance.now() + 4_000;
  while (found.length < times && performance.now() < until) {
    const started = performance.now();
    await (await fetch(url)).arrayBuffer();
    found.push(performance.now() - started);
  }
  return { p50: quantile(found, 0.5), p99: quantile(found, 0.99) };
}
