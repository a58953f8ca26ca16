// A CRM that is polled, open loop: how long until GET shows a case closed that the CRM has closed, in intervals of polling. Usage: npm run build && node
// bench/polling.js [a second] [seconds] [interval in ms]
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import { TellingCrm } from '../dist/test/sync/takeover/telling-crm.js';
import { ClosedWatcher, seedOpen } from './support/closing.js';
import { processCpu } from './support/cpu.js';
import { aBridge, CONNECTION } from './support/delivery.js';
import { quantile } from './support/load.js';
import { freshDatabase, startServices } from './support/services.js';

const [rate = 50, seconds = 30, intervalMs = 2000] = process.argv.slice(2).map(Number);
/** The first round after the start has more to do. */
const WARM_UP = (rate * 2 * intervalMs) / 1000;
const count = rate * seconds + WARM_UP;

/** Whatever the bridge does, the CRM closes the next case at its time. */
async function openLoop(crm, url, key) {
  const watcher = new ClosedWatcher(url, key);
  const watching = watcher.run();
  const running = [];
  const began = performance.now();
  for (let n = 1; n <= count; n++) {
    await sleep(Math.max(0, began + (n * 1000) / rate - performance.now()));
    const started = performance.now();
    running.push(watcher.closed(`B-${n}`).then(() => performance.now() - started));
    crm.change(`B-${n}`, 'closed');
  }
  const took = await Promise.all(running);
  watcher.done = true;
  await watching;
  return took.slice(WARM_UP);
}

const services = await startServices();
const crm = await TellingCrm.start();
try {
  const database = await freshDatabase(services);
  const connection = crm.connection('bench', { pollEveryMs: intervalMs, overlapMs: 10_000 });
  const bridge = await aBridge({ databaseUrl: database.url, redisUrl: services.redis.url, connection });
  await seedOpen(database.url, CONNECTION, count);
  const [intake, sync] = await Promise.all([bridge.start('intake'), bridge.start('sync')]);
  const before = processCpu(sync.pid);
  const took = await openLoop(crm, intake.match[1], bridge.key);
  const cpuMs = (processCpu(sync.pid) - before) / count;
  const head = [`${took.length} closed, ${rate} a second, polled every ${intervalMs} ms`, 'p50', 'p99', 'most'];
  const table = new Table({ head, style: { head: [] } });
  const found = [0.5, 0.99, 1].map((share) => quantile(took, share));
  table.push(['until GET shows closed, ms', ...found.map((ms) => ms.toFixed(0))]);
  table.push(['in intervals', ...found.map((ms) => (ms / intervalMs).toFixed(2))]);
  console.log(table.toString());
  console.log(`processor time of the process that polls: ${cpuMs.toFixed(2)} ms a change, windows that overlap read again`);
  console.log('budget: within one interval, p99, and what a round takes');
  await intake.stop();
  await sync.stop();
  bridge.remove();
} finally {
  await crm.stop();
  await services.stop();
}
