// What a CRM says by itself, open loop: how long until it has its answer, and until GET shows the request closed. Usage: npm run build && node
// bench/callbacks.js [a second] [seconds]
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { ClosedWatcher, seedOpen } from './support/closing.js';
import { aBridge, CONNECTION } from './support/delivery.js';
import { quantile } from './support/load.js';
import { freshDatabase, startServices } from './support/services.js';

const [rate = 50, seconds = 30] = process.argv.slice(2).map(Number);
const WARM_UP = 100;
const count = rate * seconds + WARM_UP;
const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const CALLBACK = {
  statusRules: [{ when: { status: 'DONE' }, status: 'closed', detail: 'fixed' }],
  callback: {
    auth: { kind: 'webhook', secrets: [SECRET] },
    changes: '{ "caseRef": body.case.id, "status": body.case.state, "publicText": body.case.answer, "changedAt": body.case.at }',
  },
};
const signer = new Webhook(SECRET);

async function send(url, id) {
  const at = new Date();
  const body = JSON.stringify({ case: { id, state: 'DONE', answer: 'Filled in.', at: at.toISOString() } });
  const headers = {
    'content-type': 'application/json',
    'webhook-id': `close ${id}`,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signer.sign(`close ${id}`, at, body),
  };
  const answer = await fetch(`${url}/callbacks/${CONNECTION}`, { method: 'POST', body, headers });
  if (answer.status !== 200) throw new Error(`${answer.status} ${await answer.text()}`);
  await answer.text();
}

async function one(url, id, watcher) {
  const started = performance.now();
  const closed = watcher.closed(id).then(() => performance.now() - started);
  await send(url, id);
  const answered = performance.now() - started;
  return { answered, closed: await closed };
}

/** Whatever the bridge does, the next message leaves at its time. */
async function openLoop(url, key) {
  const watcher = new ClosedWatcher(url, key);
  const watching = watcher.run();
  const running = [];
  const began = performance.now();
  for (let n = 1; n <= count; n++) {
    await sleep(Math.max(0, began + (n * 1000) / rate - performance.now()));
    running.push(one(url, `B-${n}`, watcher));
  }
  const took = await Promise.all(running);
  watcher.done = true;
  await watching;
  return took.slice(WARM_UP);
}

const percentiles = (values) => [0.5, 0.99, 1].map((share) => quantile(values, share).toFixed(0));

async function round(services, name, redisUrl, table) {
  const database = await freshDatabase(services);
  const bridge = await aBridge({ databaseUrl: database.url, redisUrl, crm: 'http://127.0.0.1:9', connection: CALLBACK });
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await seedOpen(database.url, CONNECTION, count);
  const [intake, sync] = await Promise.all([bridge.start('intake'), bridge.start('sync')]);
  const took = await openLoop(intake.match[1], bridge.key);
  const { rows } = await client.query('select state, count(*) from bridge.received_callback group by state');
  const kept = rows.map((row) => `${row.count} ${row.state}`).join(', ');
  const updates = (await client.query('select count(*) from bridge.request_update')).rows[0].count;
  table.push([`${name}: until its answer`, ...percentiles(took.map((each) => each.answered)), '']);
  table.push([`${name}: until GET shows closed`, ...percentiles(took.map((each) => each.closed)), `${kept}, ${updates} updates`]);
  await client.end();
  await intake.stop();
  await sync.stop();
  bridge.remove();
  await database.drop();
}

const services = await startServices();
try {
  const head = [`${count - WARM_UP} messages, ${rate} a second`, 'p50 ms', 'p99 ms', 'most ms', 'in the end'];
  const table = new Table({ head, style: { head: [] } });
  await round(services, 'Redis', services.redis.url, table);
  await round(services, 'PostgreSQL queue', undefined, table);
  console.log(table.toString());
  console.log('budget: closed within 2000 ms, p99');
} finally {
  await services.stop();
}
