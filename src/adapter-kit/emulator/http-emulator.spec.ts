import { blankOf } from './blank-answer.js';
import type { EmulatedAnswer, EmulatedCrm } from './http-emulator.js';
import { HttpEmulator } from './http-emulator.js';
import type { Ledger } from './ledger.js';

/** `POST /cases` makes a case out of a JSON body; anything else is a read. */
const aCrm = (ledger: Ledger): EmulatedCrm => ({
  operationOf: ({ method }) => (method === 'POST' ? 'create' : 'read'),
  answer: ({ body, path, query }, op): EmulatedAnswer => {
    if (op === 'read') return { status: 200, headers: {}, body: `${path}?${query}` };
    return {
      status: 201,
      headers: { 'x-crm': 'yes' },
      body: ledger.create((number) => `C-${number}`, JSON.parse(body.toString())).ref,
    };
  },
  failure: (mode) => ({ status: { fault: 200, auth: 401, ratelimit: 429 }[mode], headers: {}, body: `<${mode}/>` }),
});

describe('an emulator over HTTP', () => {
  let emulator: HttpEmulator;
  beforeEach(async () => {
    emulator = await new HttpEmulator(aCrm, {}).start();
  });
  afterEach(() => emulator.close());

  const create = (body: unknown = { title: 'Pothole' }) =>
    fetch(`${emulator.serviceUrl}/cases`, { method: 'POST', body: JSON.stringify(body), signal: AbortSignal.timeout(10_000) });
  const command = async (method: string, path: string) => {
    const answer = await fetch(`${emulator.controlUrl}/control/${path}`, { method });
    return { status: answer.status, body: (await answer.json()) as any };
  };
  const count = async () => (await command('GET', 'cases.json')).body.count as number;

  it('answers as its CRM does, and shows the case', async () => {
    const answer = await create({ title: 'Straße' });
    expect([answer.status, answer.headers.get('x-crm'), await answer.text()]).toEqual([201, 'yes', 'C-1']);
    expect((await command('GET', 'cases.json')).body).toMatchObject({
      count: 1,
      cases: [{ ref: 'C-1', status: 'open', fields: { title: 'Straße' } }],
    });
    expect(await (await fetch(`${emulator.serviceUrl}/a/b?c=d`)).text()).toBe('/a/b?c=d');
  });

  it('closes a case with a reason', async () => {
    await create();
    expect(await command('POST', `close?ref=C-1&reason=Repaired&text=${encodeURIComponent('Filled & rolled')}`)).toMatchObject({
      status: 200,
      body: { status: 'closed', reason: 'Repaired', reasonText: 'Filled & rolled' },
    });
  });

  it.each([
    ['POST', 'close?ref=C-1', 400, 'reason'],
    ['POST', 'close?ref=C-1&reason=x', 404, 'C-1'],
    ['POST', 'misbehave?mode=sulk', 400, 'slow, hang, refuse'],
    ['POST', 'misbehave', 400, 'mode'],
    ['POST', 'misbehave?mode=drop&when=never', 400, 'before or after'],
    ['POST', 'misbehave?mode=drop&count=many', 400, 'count'],
    ['POST', 'misbehave?mode=refuse&count=2', 400, 'refuse'],
    ['GET', 'misbehave?mode=drop', 404, 'POST /control/misbehave'],
    ['GET', 'nothing', 404, 'GET /control/cases.json'],
  ])('says what is wrong with %s %s', async (method, path, status, words) => {
    expect(await command(method, path)).toMatchObject({ status, body: { error: expect.stringContaining(words) } });
  });

  it.each([
    ['error500', 500, 'Internal Server Error'],
    ['fault', 200, '<fault/>'],
    ['auth', 401, '<auth/>'],
    ['ratelimit', 429, '<ratelimit/>'],
    ['empty', 200, ''],
    ['error403', 403, 'Forbidden'],
  ])('misbehaves by %s, with the case made or not as ordered', async (mode, status, body) => {
    for (const [when, made] of [
      ['before', 0],
      ['after', 1],
    ] as const) {
      await command('POST', 'reset');
      await command('POST', `misbehave?mode=${mode}&when=${when}&count=1`);
      const answer = await create();
      expect([answer.status, await answer.text(), await count()]).toEqual([status, body, made]);
    }
  });

  it('sends a page instead of an answer', async () => {
    await command('POST', 'misbehave?mode=html');
    const answer = await create();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('<html>');
  });

  it('breaks an answer off in the middle, under a length that fits what is left', async () => {
    await command('POST', 'misbehave?mode=truncate&when=after');
    expect(await (await create()).text()).toBe('C');
    expect(await count()).toBe(1);
  });

  it.each([
    ['{"ok": true}', '{}'],
    [' [1]', '[]'],
    [
      '<?xml version="1.0"?><s:Envelope xmlns:s="urn:s"><s:Body><a/></s:Body></s:Envelope>',
      '<s:Envelope xmlns:s="urn:s"><s:Body/></s:Envelope>',
    ],
    ['<answer of="1"><id>7</id></answer>', '<answer of="1"></answer>'],
    ['C-1', ''],
  ])('leaves of %s an answer that says nothing', (body, left) => {
    expect(blankOf({ status: 201, headers: { 'x-crm': 'yes' }, body })).toEqual({
      status: 200,
      headers: { 'x-crm': 'yes' },
      body: left,
    });
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ])('drops the connection %s the case is made', async (when, made) => {
    await command('POST', `misbehave?mode=drop&when=${when}`);
    await expect(create()).rejects.toThrow();
    expect(await count()).toBe(made);
  });

  it('is slow as long as it was told, and answers', async () => {
    await command('POST', 'misbehave?mode=slow&delayMs=200&count=1');
    const began = performance.now();
    expect((await create()).status).toBe(201);
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  it('hangs while others are answered', async () => {
    await command('POST', 'misbehave?mode=hang&count=1');
    const stop = new AbortController();
    const hanging = fetch(emulator.serviceUrl, { signal: stop.signal }).catch((error: Error) => error.name);
    expect((await create()).status).toBe(201);
    stop.abort();
    expect(await hanging).toBe('AbortError');
  });

  it('refuses connections until told to behave, and is then on the same port with the same cases', async () => {
    await create();
    const { servicePort } = emulator;
    await command('POST', 'misbehave?mode=refuse');
    await expect(create()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
    await command('POST', 'behave');
    expect(emulator.servicePort).toBe(servicePort);
    expect((await create()).status).toBe(201);
    expect(await count()).toBe(2);
  });

  it('misbehaves at one operation only, and lists its orders', async () => {
    await command('POST', 'misbehave?mode=drop&op=create&when=after&count=3&share=1');
    expect((await fetch(emulator.serviceUrl)).status).toBe(200);
    expect((await command('GET', 'misbehaviours.json')).body).toEqual([
      { mode: 'drop', when: 'after', op: 'create', count: 3, share: 1 },
    ]);
  });

  it('forgets cases and orders on reset', async () => {
    await create();
    await command('POST', 'misbehave?mode=refuse');
    await command('POST', 'reset');
    expect(await count()).toBe(0);
    expect(await (await create()).text()).toBe('C-1');
  });

  it('takes the ports it is given, and gives them back', async () => {
    const { servicePort, controlPort } = emulator;
    await expect(new HttpEmulator(aCrm, { servicePort, controlPort }).start()).rejects.toMatchObject({ code: 'EADDRINUSE' });
    await emulator.close();
    emulator = await new HttpEmulator(aCrm, { servicePort, controlPort }).start();
    expect([emulator.servicePort, emulator.controlPort]).toEqual([servicePort, controlPort]);
  });
});
