import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { serveEmbedded } from '../support/stores.js';

let served: Awaited<ReturnType<typeof serveEmbedded>>;
const connect = async () => {
  const client = new pg.Client(served.address);
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

/** The connection breaks without a farewell, as when a process is killed. */
const vanish = (client: pg.Client) =>
  (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();

beforeAll(async () => {
  served = await serveEmbedded();
  const client = await connect();
  await client.query('create table t (n int)');
  await client.end();
});
afterAll(() => served.close());
beforeEach(async () => {
  const client = await connect();
  await client.query('delete from t');
  await client.end();
});

it('keeps a transaction apart from every other client', async () => {
  const [one, two] = await Promise.all([connect(), connect()]);
  await one.query('begin');
  await one.query('insert into t values ($1)', [1]);
  const seen = two.query('select count(*)::int as n from t');
  await sleep(50);
  await one.query('rollback');
  expect((await seen).rows).toEqual([{ n: 0 }]);
  await Promise.all([one.end(), two.end()]);
});

it('undoes the transaction of a client that vanishes, and goes on with the others', async () => {
  const [one, two] = await Promise.all([connect(), connect()]);
  await one.query('begin');
  await one.query('insert into t values (1)');
  vanish(one);
  expect((await two.query('select count(*)::int as n from t')).rows).toEqual([{ n: 0 }]);
  await two.end();
});

it('undoes the transaction of a client that vanishes in the middle of a query that failed', async () => {
  const [one, two] = await Promise.all([connect(), connect()]);
  await one.query('begin');
  await one.query('insert into t values (1)');
  const { connection } = one as unknown as { connection: { parse(query: object): void; flush(): void } };
  const failed = new Promise((resolve) => one.once('error', resolve));
  connection.parse({ text: 'select * from nowhere', name: '' });
  connection.flush();
  await failed;
  vanish(one);
  expect((await two.query('select count(*)::int as n from t')).rows).toEqual([{ n: 0 }]);
  await two.end();
});

it('does nothing for a client that vanished while it waited its turn, and gives the turn to the next', async () => {
  const [holder, waiting, next] = await Promise.all([connect(), connect(), connect()]);
  await holder.query('begin');
  waiting.query('insert into t values (2)').catch(() => undefined);
  await sleep(50);
  const count = next.query('select count(*)::int as n from t');
  vanish(waiting);
  await sleep(50);
  await holder.query('commit');
  expect((await count).rows).toEqual([{ n: 0 }]);
  await Promise.all([holder.end(), next.end()]);
});

it('keeps transactions of many clients whole, one after another', async () => {
  const clients = await Promise.all(Array.from({ length: 8 }, connect));
  const add = async (client: pg.Client) => {
    await client.query('begin');
    const { rows } = await client.query('select coalesce(max(n), 0)::int as highest from t');
    await client.query('insert into t values ($1)', [rows[0].highest + 1]);
    await client.query('commit');
  };
  for (let round = 0; round < 5; round++) await Promise.all(clients.map(add));
  const { rows } = await clients[0]!.query('select count(*)::int as rows, count(distinct n)::int as numbers, max(n) from t');
  expect(rows).toEqual([{ rows: 40, numbers: 40, max: 40 }]);
  await Promise.all(clients.map((client) => client.end()));
});

it('goes on after a query that is wrong', async () => {
  const client = await connect();
  await expect(client.query('select * from nowhere where x = $1', [1])).rejects.toThrow('nowhere');
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
});

it('brings a notification to the client that listens, whoever sent it', async () => {
  const [listener, sender] = await Promise.all([connect(), connect()]);
  await listener.query('listen news');
  const heard = new Promise((resolve) => listener.once('notification', ({ channel, payload }) => resolve([channel, payload])));
  await sender.query("notify news, 'a job'");
  await expect(heard).resolves.toEqual(['news', 'a job']);
  await Promise.all([listener.end(), sender.end()]);
});

it('says nothing of a notification whose transaction was undone', async () => {
  const [listener, sender] = await Promise.all([connect(), connect()]);
  const heard: (string | undefined)[] = [];
  listener.on('notification', ({ payload }) => heard.push(payload));
  await listener.query('listen news');
  await sender.query('begin');
  await sender.query("notify news, 'undone'");
  await sender.query('rollback');
  const arrived = new Promise((resolve) => listener.once('notification', resolve));
  await sender.query("notify news, 'done'");
  await arrived;
  expect(heard).toEqual(['done']);
  await Promise.all([listener.end(), sender.end()]);
});

it('takes an answer of many pieces and a question of many pieces', async () => {
  const client = await connect();
  const long = 'x'.repeat(300_000);
  expect((await client.query('select $1::text as long', [long])).rows[0].long).toHaveLength(300_000);
  await client.end();
});
