// Pairs of equal POST requests at the same instant to two intake processes on one PostgreSQL: one request and one answer each (POST-20).
// Usage: npm run build && node bench/equal-posts.js [pairs] [pairs at once]
import pg from 'pg';
import { CITY, SERVICE, startIntake } from './support/bridge.js';
import { startServices } from './support/services.js';

const [pairs = 1000, atOnce = 20] = process.argv.slice(2).map(Number);
const services = await startServices();
const address = { databaseUrl: services.postgres.url, redisUrl: services.redis.url };
const bridges = [await startIntake(address), await startIntake(address)];

/** Half are known by the header, half by the attribute. */
async function post({ api }, n) {
  const byHeader = n % 2 === 0;
  const body = new URLSearchParams({
    api_key: bridges[0].key,
    jurisdiction_id: CITY,
    service_code: SERVICE,
    lat: '42.36',
    long: '-71.05',
    ...(byHeader ? {} : { 'attribute[fixmystreet_id]': `fms-${n}` }),
  });
  const headers = byHeader ? { 'idempotency-key': `key-${n}` } : {};
  const response = await fetch(`${api}/requests.json`, { method: 'POST', body, headers });
  return `${response.status} ${await response.text()}`;
}

try {
  const answers = [];
  const started = performance.now();
  for (let from = 0; from < pairs; from += atOnce) {
    const numbers = Array.from({ length: Math.min(atOnce, pairs - from) }, (_, n) => from + n);
    answers.push(...(await Promise.all(numbers.map((n) => Promise.all(bridges.map((bridge) => post(bridge, n)))))));
  }
  const seconds = (performance.now() - started) / 1000;
  const client = new pg.Client({ connectionString: services.postgres.url });
  await client.connect();
  const { rows } = await client.query('select count(*) from bridge.service_request');
  await client.end();
  const good = answers.filter(([first, second]) => first === second && first.startsWith('200 ')).length;
  const different = new Set(answers.map(([first]) => first)).size;
  console.log(
    `${pairs} pairs in ${seconds.toFixed(1)} s: ${rows[0].count} requests, ${good} pairs answered 200 and alike, ${different} different answers`,
  );
  process.exitCode = Number(rows[0].count) === pairs && good === pairs && different === pairs ? 0 : 1;
} finally {
  await Promise.all(bridges.map((bridge) => bridge.stop()));
  await services.stop();
}
