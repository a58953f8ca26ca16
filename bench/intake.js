// Durable POST requests on PostgreSQL: rate against a bare Fastify handler that does the same inserts, in turns; then latency at a fixed
// rate, and the memory of the intake process. Usage: npm run build && node bench/intake.js [rounds] [seconds a round] [minutes of load]
import Table from 'cli-table3';
import { CITY, SERVICE, startIntake } from './support/bridge.js';
import { startChild } from './support/child.js';
import { closedLoop, median, openLoop } from './support/load.js';
import { startServices } from './support/services.js';

const [rounds = 3, seconds = 10, minutes = 0] = process.argv.slice(2).map(Number);
const OPEN_RATE = 500;
const SUSTAINED_RATE = 100;

const services = await startServices();
const bridge = await startIntake({ databaseUrl: services.postgres.url, redisUrl: services.redis.url });
const floor = await startChild(['bench/support/intake-floor.js'], { DATABASE_URL: services.postgres.url }, /ready at (\S+)/);
try {
  const ours = `${bridge.api}/requests.json`;
  const bare = `${floor.match[1]}/open311/v2/requests.json`;
  const report = {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      api_key: bridge.key,
      jurisdiction_id: CITY,
      service_code: SERVICE,
      lat: '42.3601',
      long: '-71.0589',
      email: 'resident@example.org',
      description: 'A deep hole beside the bus stop, seen since Monday; two cars have been damaged already.',
    }).toString(),
  };
  await closedLoop({ url: bare, ...report, seconds: 3 });
  await closedLoop({ url: ours, ...report, seconds: 3 });
  const bares = [];
  const bridges = [];
  for (let n = 0; n < rounds; n++) {
    bares.push(await closedLoop({ url: bare, ...report, seconds }));
    bridges.push(await closedLoop({ url: ours, ...report, seconds }));
  }
  const rate = (results) => median(results.map((each) => each.rate));
  const table = new Table({ head: ['32 clients', 'POST/s', 'p50 ms', 'p99 ms', 'not 2xx'], style: { head: [] } });
  for (const [name, results] of [
    ['bare Fastify and the same inserts', bares],
    ['open311-bridge', bridges],
  ]) {
    const middle = (key) => median(results.map((each) => each[key]));
    const failed = results.reduce((sum, each) => sum + each.failed, 0);
    table.push([name, Math.round(rate(results)), middle('p50'), middle('p99'), failed]);
  }
  console.log(table.toString());
  const refused = [...bares, ...bridges].reduce((sum, each) => sum + each.failed, 0);
  if (refused > 0) throw new Error(`${refused} reports were not taken, so the rates say nothing`);
  console.log(`rate of the bridge / floor: ${((rate(bridges) / rate(bares)) * 100).toFixed(0)} % (at least 60 %)`);
  const open = await openLoop({ url: ours, ...report, perSecond: OPEN_RATE, seconds });
  console.log(
    `open loop at ${OPEN_RATE}/s: p50 ${open.p50.toFixed(1)} ms, p99 ${open.p99.toFixed(1)} ms (under 50 ms), ${open.failed} failed`,
  );
  console.log(`memory of the intake process after that: ${bridge.rssMb().toFixed(0)} MiB`);
  for (let minute = 1; minute <= minutes; minute++) {
    await openLoop({ url: ours, ...report, perSecond: SUSTAINED_RATE, seconds: 60 });
    console.log(`after ${minute} min at ${SUSTAINED_RATE}/s: ${bridge.rssMb().toFixed(0)} MiB`);
  }
} finally {
  await Promise.all([bridge.stop(), floor.stop()]);
  await services.stop();
}
