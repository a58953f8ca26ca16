import pg from 'pg';
import { freshDatabase } from '../support/databases.js';
import { IntakeProcess, keyOn } from '../support/intake-process.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let key: string;
let one: Awaited<ReturnType<typeof IntakeProcess.on>>;
let other: Awaited<ReturnType<typeof IntakeProcess.on>>;

beforeEach(async () => {
  database = await freshDatabase();
  key = await keyOn(database.url);
  [one, other] = await Promise.all([IntakeProcess.on(database.url), IntakeProcess.on(database.url)]);
}, 120_000);
afterEach(async () => {
  await Promise.all([one.bridge.stop(), other.bridge.stop()]);
  await database.drop();
});

type Fields = Record<string, string>;
interface Post {
  readonly path: string;
  readonly fields: Fields;
  readonly headers: Record<string, string>;
}

async function send(api: string, { path, fields, headers }: Post): Promise<string> {
  const body = new URLSearchParams({ api_key: key, ...fields });
  const response = await fetch(`${api}/${path}`, { method: 'POST', body, headers });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return text;
}

/** Half are known by the header, half by the attribute. */
function report(n: number): Post {
  const byHeader = n % 2 === 0;
  return {
    path: 'requests.json',
    fields: {
      service_code: n % 3 === 0 ? 'LATER' : 'RODENTS',
      lat: '42.36',
      long: '-71.05',
      ...(byHeader ? {} : { 'attribute[fixmystreet_id]': `fms-${n}` }),
    },
    headers: byHeader ? { 'idempotency-key': `key-${n}` } : {},
  };
}

async function aRequest(): Promise<string> {
  const [{ service_request_id }] = JSON.parse(await send(one.api, report(1))) as [{ service_request_id: string }];
  return service_request_id;
}

const update =
  (service_request_id: string) =>
  (n: number): Post => ({
    path: 'servicerequestupdates.json',
    fields: {
      service_request_id,
      update_id: `u-${n}`,
      status: 'OPEN',
      updated_datetime: '2026-03-03T10:00:00Z',
      description: 'x',
    },
    headers: {},
  });

async function count(table: 'service_request' | 'client_update' | 'delivery'): Promise<number> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query<{ count: string }>(`select count(*) from bridge.${table}`).finally(() => client.end());
  return Number(rows[0]!.count);
}

/** The same at the same instant to both processes, some pairs at once. */
async function pairs(total: number, post: (n: number) => Post): Promise<[string, string][]> {
  const answers: [string, string][] = [];
  for (let from = 0; from < total; from += 10) {
    const numbers = Array.from({ length: Math.min(10, total - from) }, (_, n) => from + n);
    answers.push(...(await Promise.all(numbers.map((n) => Promise.all([send(one.api, post(n)), send(other.api, post(n))])))));
  }
  return answers;
}

it('POST-20: 100 pairs of equal reports, posted to two processes at the same instant, are 100 requests and 100 answers', async () => {
  const answers = await pairs(100, report);
  for (const [first, second] of answers) expect(second).toBe(first);
  expect(new Set(answers.map(([first]) => first)).size).toBe(100);
  expect([await count('service_request'), await count('delivery')]).toEqual([100, 100]);
}, 120_000);

it('section 16.2: 100 pairs of equal updates, posted to two processes at the same instant, are 100 updates and 100 answers', async () => {
  const answers = await pairs(100, update(await aRequest()));
  for (const [first, second] of answers) expect(second).toBe(first);
  expect(new Set(answers.map(([first]) => first)).size).toBe(100);
  expect(await count('client_update')).toBe(100);
}, 120_000);

it.each([
  ['POST-20: reports', async () => report, 'service_request'],
  ['section 16.2: updates', async () => update(await aRequest()), 'client_update'],
] as const)(
  '%s that a killed process answered get that answer from another one, and those it left unanswered get one',
  async (_case, kindOf, table) => {
    const post = await kindOf();
    const answered = new Map<number, string>();
    let sent = 0;
    let killed: Promise<void> | undefined;
    const postUntilItDies = async () => {
      for (;;) {
        const n = sent++;
        answered.set(n, await send(one.api, post(n)));
        if (answered.size === 40) killed = one.bridge.kill();
      }
    };
    await Promise.allSettled(Array.from({ length: 20 }, postUntilItDies));
    await killed;
    const numbers = Array.from({ length: sent }, (_, n) => n);
    const again = await Promise.all(numbers.map((n) => send(other.api, post(n))));
    for (const [n, answer] of answered) expect(again[n]).toBe(answer);
    expect(await Promise.all(numbers.map((n) => send(other.api, post(n))))).toEqual(again);
    expect(await count(table)).toBe(sent);
  },
  120_000,
);
