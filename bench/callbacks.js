// What a CRM says by itself, open loop: how long until it has its answer, and until GET shows the request closed. Usage: npm run build && node
// bench/callbacks.js [a second] [seconds]
import { setTimeout as sleep } from 'node:timers/promises';
import Table from 'cli-table3';
import pg from 'pg';
import { Webhook } from 'standardwebhooks';
import { CITY, SERVICE } from './support/bridge.js';
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
/** Open cases, as if delivered long ago. */
const SEED = `
with filed as (
  insert into bridge.service_request (jurisdiction_id, public_id, service_code, service_name, service_type, description, lat, long, attributes, status,
    detailed_status, private, requested_at, updated_at, api_client_id)
  select $1, 'B-' || n, $2, 'Pothole', 'realtime', 'Deep pothole', 42.36, -71.05, '[]', 'open', 'open', false, now() - interval '1 day',
    now() - interval '1 day', (select id from bridge.api_client limit 1)
  from generate_series(1, $4::int) n returning id, public_id, requested_at),
step as (
  insert into bridge.delivery (id, request_id, connection, step, position, role, state, fence, attempts, not_before, created_at, settled_at)
  select gen_random_uuid(), id, $3, 'create_case', 1, 'required', 'delivered', 1, 1, requested_at, requested_at, requested_at from filed)
insert into bridge.crm_case (connection, case_ref, request_id, created_at) select $3, public_id, id, requested_at from filed`;

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

/** Asks for all that are still open, as one app would, so that asking is no load of its own. */
class Watcher {
  waiting = new Map();
  done = false;

  constructor(url) {
    this.url = url;
  }

  closed(id) {
    return new Promise((resolve) => this.waiting.set(id, resolve));
  }

  async run() {
    while (!this.done || this.waiting.size > 0) {
      const ids = [...this.waiting.keys()].slice(0, 100);
      if (ids.length > 0) {
        const answer = await fetch(`${this.url}/open311/v2/requests.json?service_request_id=${ids.join(',')}`);
        for (const { service_request_id: id, status } of await answer.json()) {
          if (status !== 'closed') continue;
          this.waiting.get(id)();
          this.waiting.delete(id);
        }
      }
      await sleep(20);
    }
  }
}

async function one(url, id, watcher) {
  const started = performance.now();
  const closed = watcher.closed(id).then(() => performance.now() - started);
  await send(url, id);
  const answered = performance.now() - started;
  return { answered, closed: await closed };
}

/** Whatever the bridge does, the next message leaves at its time. */
async function openLoop(url) {
  const watcher = new Watcher(url);
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
  await client.query(SEED, [CITY, SERVICE, CONNECTION, count]);
  await client.query('vacuum analyze');
  const [intake, sync] = await Promise.all([bridge.start('intake'), bridge.start('sync')]);
  const took = await openLoop(intake.match[1]);
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
