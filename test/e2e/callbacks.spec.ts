import { Webhook } from 'standardwebhooks';
import { aPng } from '../media/photos.js';
import { runBridge } from '../support/run-bridge.js';
import { Deployment, until } from '../support/deployment.js';
import type { RoleProcess } from '../support/role-process.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const NEXT = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
const MINUTE = 60_000;

/** Polled once in a week: what becomes public before that, the CRM told by itself. */
const CRM = {
  sync: { pollEveryMs: 604_800_000 },
  callback: {
    auth: { kind: 'webhook', secrets: [SECRET, NEXT] },
    maxBytes: 4096,
    changes: 'body.cases.{ "caseRef": ref, "status": state, "reason": why, "publicText": words, "changedAt": $toMillis(at) }',
  },
};

let deployment: Deployment;
let intake: RoleProcess;
let caseRef: string;
let publicId: string;

beforeAll(async () => {
  deployment = await Deployment.prepare({ limits: { failedCallbacksPerAddress: { requests: 3 } } }, {}, CRM);
  // Whoever takes messages in is another process than whoever applies them.
  [intake] = (await Promise.all([deployment.run('intake'), deployment.run('delivery,sync')])) as [RoleProcess, RoleProcess];
  [publicId] = (await deployment.file(intake, 1)) as [string];
  await deployment.delivered(1);
  caseRef = (
    await until(
      () => deployment.cases(),
      ({ length }) => length === 1,
    )
  )[0]!.ref;
  await until(
    () => deployment.states(),
    (states) => states.every((state) => state === 'delivered'),
  );
}, MINUTE);
afterAll(() => deployment?.stop());

interface Sending {
  readonly id?: string;
  readonly secret?: string;
  readonly at?: Date;
  readonly type?: string;
  readonly path?: string;
  readonly unsigned?: boolean;
}

async function send(body: string, { id = `m-${Math.random()}`, secret = SECRET, at = new Date(), ...other }: Sending = {}) {
  const signature = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  const answer = await fetch(`${intake.url}/callbacks/${other.path ?? 'riverton.example/crm'}`, {
    method: 'POST',
    body,
    headers: { 'content-type': other.type ?? 'application/json', ...(other.unsigned ? {} : signature) },
  });
  return { status: answer.status, retryAfter: answer.headers.get('retry-after'), body: await answer.text() };
}

const told = (ref: string, state: string, more: object = {}) => JSON.stringify({ cases: [{ ref, state, ...more }] });

const shown = async () =>
  ((await (await fetch(`${intake.url}/open311/v2/requests/${publicId}.json`)).json()) as Record<string, string>[])[0]!;

/** By what came of them. */
async function counted(): Promise<Record<string, number>> {
  const text = await (await fetch(`${intake.url}/metrics`)).text();
  const lines = text.matchAll(/^open311_bridge_callbacks_total\{connection="riverton.example\/crm",result="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...lines].map(([, result, count]) => [result!, Number(count)]));
}

it(
  'takes nothing that is unsigned, wrongly signed, too old, too large or unreadable, says so and counts it',
  async () => {
    const body = told(caseRef, 'closed', { why: 'Forged' });
    const answers = [
      await send(body, { unsigned: true }),
      await send(body, { secret: `whsec_${Buffer.alloc(32, 9).toString('base64')}` }),
      await send(body, { at: new Date(Date.now() - 10 * MINUTE) }),
      await send(told(caseRef, 'closed', { why: 'x'.repeat(5000) })),
      await send('{"cases": [', {}),
      await send('<!DOCTYPE x [<!ENTITY y "z">]><x>&y;</x>', { type: 'text/xml' }),
      await send(body, { path: 'riverton.example/other' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 413, 400, 400, 404]);
    expect(await counted()).toEqual({ unsigned: 1, wrong_signature: 1, out_of_time: 1, too_large: 1, unreadable: 2 });
    expect(await shown()).toMatchObject({ status: 'open' });
  },
  MINUTE,
);

it(
  'whoever goes on guessing is told to come again later; a right signature from there is taken all the same',
  async () => {
    const guess = () => send('{}', { secret: `whsec_${Buffer.alloc(32, 9).toString('base64')}` });
    expect([await guess(), await guess()].map(({ status, retryAfter }) => [status, retryAfter])).toEqual([
      [401, null],
      [429, expect.stringMatching(/^\d+$/)],
    ]);
    expect(await counted()).toMatchObject({ too_many: 1, wrong_signature: 2 });
  },
  MINUTE,
);

it(
  'what a CRM says by itself is public at once, however often it is sent, and leaves nothing behind',
  async () => {
    const body = told(caseRef, 'closed', { why: 'Filled', at: new Date().toISOString() });
    const first = { id: 'close-1', at: new Date(Date.now() - 2000) };
    expect(await send(body, first)).toMatchObject({ status: 200, body: '{"accepted":true}' });
    expect(await send(body, first)).toMatchObject({ status: 401 });
    expect(await send(body, { id: 'close-1', secret: NEXT })).toMatchObject({ status: 200 });
    expect(await send(body, { id: 'close-2', secret: NEXT })).toMatchObject({ status: 200 });
    await until(shown, ({ status }) => status === 'closed');
    const updates = await until(
      async () => (await (await fetch(`${intake.url}/open311/v2/servicerequestupdates.json`)).json()) as object[],
      ({ length }) => length > 0,
    );
    expect(updates).toMatchObject([{ service_request_id: publicId, status: 'fixed', description: 'Filled' }]);
    expect(await counted()).toMatchObject({ accepted: 2, replayed: 1, repeated: 1 });
    const left = await until(
      () => deployment.query<{ state: string; body: Buffer | null }>('select state, body from bridge.received_callback'),
      (rows) => rows.every(({ state }) => state === 'applied'),
    );
    expect(left.map(({ body: kept }) => kept)).toEqual([null, null]);
  },
  MINUTE,
);

it(
  'one that nobody can make sense of waits for a person, and what comes after it is applied',
  async () => {
    expect(await send(told(caseRef, 'closed', { at: 'yesterday' }))).toMatchObject({ status: 200 });
    expect(await send(told(caseRef, 'open', { at: new Date().toISOString() }))).toMatchObject({ status: 200 });
    await until(shown, ({ status }) => status === 'open');
    const listed = await runBridge(['callbacks', 'list', '--json'], deployment.env);
    expect([listed.code, JSON.parse(listed.output)]).toMatchObject([
      0,
      [{ connection: 'riverton.example/crm', reason: expect.stringContaining('yesterday'), isEmptied: false }],
    ]);
    expect(await runBridge(['callbacks', 'retry', 'riverton.example/crm'], deployment.env)).toMatchObject({
      code: 0,
      output: expect.stringContaining('1 are read again'),
    });
  },
  MINUTE,
);

it(
  "a comment and its photo reach the case, and the comment told back by the CRM is nobody's news",
  async () => {
    const comment = 'It has grown since the weekend';
    const form = new FormData();
    const fields = {
      api_key: deployment.key,
      service_request_id: publicId,
      update_id: 'c-1',
      status: 'UNCHANGED',
      description: comment,
    };
    for (const [name, value] of Object.entries({ ...fields, updated_datetime: new Date().toISOString() }))
      form.append(name, value);
    form.append('media', new Blob([await aPng()], { type: 'image/png' }), 'grown.png');
    const posted = await fetch(`${intake.url}/open311/v2/servicerequestupdates.json`, { method: 'POST', body: form });
    expect([posted.status, await posted.text()]).toMatchObject([200, expect.stringContaining('update_id')]);
    const [found] = await until(
      () => deployment.cases(),
      ([each]) => each!.notes.length > 0 && each!.files.length > 0,
    );
    expect(found!.notes[0]!.text).toContain(comment);
    const at = new Date().toISOString();
    expect(await send(told(caseRef, 'closed', { words: ` ${comment.toUpperCase()}`, at }))).toMatchObject({ status: 200 });
    expect(await until(shown, ({ status }) => status === 'closed')).toMatchObject({ status_notes: null });
  },
  MINUTE,
);
