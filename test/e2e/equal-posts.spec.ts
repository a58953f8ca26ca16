import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { freshDatabase } from '../support/databases.js';
import { IntakeProcess } from '../support/intake-process.js';
import { keyOn } from '../support/key-on.js';

let database: Awaited<ReturnType<typeof freshDatabase>>;
let key: string;
let one: Awaited<ReturnType<typeof IntakeProcess.on>>;
let other: Awaited<ReturnType<typeof IntakeProcess.on>>;

beforeAll(async () => {
  database = await freshDatabase();
  key = await keyOn(database.url);
  [one, other] = await Promise.all([IntakeProcess.on(database.url), IntakeProcess.on(database.url)]);
}, 120_000);
afterAll(async () => {
  await Promise.all([one, other].map((each) => each?.bridge.stop()));
  await database?.drop();
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

/** Half are known by the header, half by the attribute. @param series of reports that are equal to none of another. */
const report =
  (series: string) =>
  (n: number): Post => {
    const byHeader = n % 2 === 0;
    return {
      path: 'requests.json',
      fields: {
        service_code: n % 3 === 0 ? 'LATER' : 'RODENTS',
        lat: '42.36',
        long: '-71.05',
        ...(byHeader ? {} : { 'attribute[fixmystreet_id]': `fms-${series}-${n}` }),
      },
      headers: byHeader ? { 'idempotency-key': `key-${series}-${n}` } : {},
    };
  };

async function aRequest(): Promise<string> {
  const [{ service_request_id }] = JSON.parse(await send(one.api, report(randomUUID())(1))) as [{ service_request_id: string }];
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

it('POST-20: 50 pairs of equal reports, posted to two processes at the same instant, are 50 requests and 50 answers', async () => {
  const answers = await pairs(50, report('pairs'));
  for (const [first, second] of answers) expect(second).toBe(first);
  expect(new Set(answers.map(([first]) => first)).size).toBe(50);
  expect([await count('service_request'), await count('delivery')]).toEqual([50, 50]);
}, 120_000);

it('section 16.2: 50 pairs of equal updates, posted to two processes at the same instant, are 50 updates and 50 answers', async () => {
  const answers = await pairs(50, update(await aRequest()));
  for (const [first, second] of answers) expect(second).toBe(first);
  expect(new Set(answers.map(([first]) => first)).size).toBe(50);
  expect(await count('client_update')).toBe(50);
}, 120_000);

describe('what a killed process', () => {
  afterEach(async () => {
    await one.bridge.stop();
    one = await IntakeProcess.on(database.url);
  }, 120_000);

  it.each([
    ['POST-20: reports', () => Promise.resolve(report('killed')), 'service_request'],
    ['section 16.2: updates', async () => update(await aRequest()), 'client_update'],
  ] as const)(
    'answered gets that answer from another one, and what it left unanswered gets one: %s',
    async (_case, kindOf, table) => {
      const post = await kindOf();
      const before = await count(table);
      const { sent, answered } = await postUntilKilled(post);
      const numbers = Array.from({ length: sent }, (_, n) => n);
      const again = await Promise.all(numbers.map((n) => send(other.api, post(n))));
      for (const [n, answer] of answered) expect(again[n]).toBe(answer);
      expect(await Promise.all(numbers.map((n) => send(other.api, post(n))))).toEqual(again);
      expect(await count(table)).toBe(before + sent);
    },
    120_000,
  );
});

/** Many at once, so that the kill cuts some off. @returns how many were posted, and the answers that came. */
async function postUntilKilled(post: (n: number) => Post): Promise<{ sent: number; answered: Map<number, string> }> {
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
  return { sent, answered };
}
