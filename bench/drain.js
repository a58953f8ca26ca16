// How fast waiting deliveries reach a CRM that takes no time: against a bare BullMQ worker that makes the same HTTP call, in turns; then by queue
// backend and by number of processes. Usage: npm run build && node bench/drain.js [reports a round] [rounds]
import { Queue } from 'bullmq';
import Table from 'cli-table3';
import { startChild } from './support/child.js';
import { aBridge, drainRate, resume, seedWaiting, startCrm, untilCases } from './support/delivery.js';
import { median } from './support/load.js';
import { freshDatabase, startServices } from './support/services.js';

const [reports = 30_000, rounds = 3] = process.argv.slice(2).map(Number);
const AT_ONCE = 50;

const services = await startServices();

async function floorRound() {
  const crm = await startCrm();
  const connection = { url: services.redis.url };
  const queue = new Queue('floor', { connection });
  const data = (n) => ({ reference: `B-${n}`, subject: 'Pothole', description: 'Deep pothole beside the bus stop' });
  for (let n = 0; n < reports; n += 1000)
    await queue.addBulk(Array.from({ length: Math.min(1000, reports - n) }, (_, i) => ({ name: 'case', data: data(n + i) })));
  const worker = await startChild(
    ['bench/support/queue-floor.js'],
    { CRM: crm.match[1], REDIS_URL: services.redis.url, CONCURRENCY: AT_ONCE },
    /ready/,
  );
  await untilCases(crm, reports);
  const rate = await drainRate(crm);
  await worker.stop();
  await queue.obliterate({ force: true });
  await queue.close();
  await crm.stop();
  return rate;
}

async function bridgeRound({ redis = true, processes = 1 }) {
  const [crm, database] = [await startCrm(), await freshDatabase(services)];
  const redisUrl = redis ? services.redis.url : undefined;
  const bridge = await aBridge({ databaseUrl: database.url, redisUrl, crm: crm.match[1], delivery: { callsAtOnce: AT_ONCE } });
  await seedWaiting(database.url, reports);
  const running = await Promise.all(Array.from({ length: processes }, () => bridge.start('delivery')));
  await resume(database.url);
  await untilCases(crm, reports);
  const rate = await drainRate(crm);
  await Promise.all(running.map((each) => each.stop()));
  bridge.remove();
  await crm.stop();
  await database.drop();
  return rate;
}

try {
  const floors = [];
  const bridges = [];
  for (let n = 0; n < rounds; n++) {
    floors.push(await floorRound());
    bridges.push(await bridgeRound({}));
  }
  const floor = median(floors);
  const table = new Table({ head: [`${reports} waiting`, 'deliveries/s', 'of the floor'], style: { head: [] } });
  const row = (name, rate) => table.push([name, Math.round(rate), `${((rate / floor) * 100).toFixed(0)} %`]);
  row('bare BullMQ worker on Redis, the same call', floor);
  row('open311-bridge, Redis, 1 process', median(bridges));
  for (const processes of [2, 4]) row(`open311-bridge, Redis, ${processes} processes`, await bridgeRound({ processes }));
  for (const processes of [1, 2, 4])
    row(`open311-bridge, PostgreSQL queue, ${processes}`, await bridgeRound({ redis: false, processes }));
  console.log(table.toString());
  console.log(`rate of the bridge / floor: ${((median(bridges) / floor) * 100).toFixed(0)} % (at least 60 %)`);
} finally {
  await services.stop();
}
