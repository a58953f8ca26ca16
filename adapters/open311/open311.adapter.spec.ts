import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aCaseNote } from '../../test/adapter-kit/a-case-note.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { AdapterBench, validated } from '../../test/adapter-kit/adapter-bench.js';
import { describeAdapter } from '../../test/adapter-kit/describe-adapter.js';
import { open311 } from './open311.adapter.js';
import { conformance } from './open311.conformance.js';
import { startOpen311Emulator, TOKENS } from './open311.emulator.js';
import { Open311Settings } from './open311.settings.js';

const A_MINUTE_MS = 60_000;
const around = () => ({ from: new Date(Date.now() - A_MINUTE_MS), to: new Date(Date.now() + A_MINUTE_MS) });

conformance.forEach((under) => describeAdapter(under));

describe('a report at another GeoReport server', () => {
  let bench: AdapterBench<Open311Settings>;
  beforeAll(async () => {
    bench = await AdapterBench.start(open311);
  });
  beforeEach(() => bench.control.reset());
  afterAll(() => bench.emulator.close());

  it('POST-11: carries their codes, every answer, the place, the reporter and one picture', async () => {
    const request = aServiceRequest({
      mediaUrls: ['https://city.example/1.jpg', 'https://city.example/2.jpg'],
      attributes: [
        { code: 'DEPTH', values: ['deep'] },
        { code: 'NEAR', values: ['school', 'stop'] },
      ],
    });
    const codes = { serviceCodes: { [request.serviceCode]: '001' }, attributes: { DEPTH: 'how_deep' } };
    await bench.adapter(codes).createCase(request, aCallContext());
    expect((await bench.theOnlyCase()).fields).toMatchObject({
      service_code: '001',
      'attribute[how_deep]': 'deep',
      'attribute[NEAR][]': ['school', 'stop'],
      lat: String(request.point!.lat),
      email: request.reporter.email,
      media_url: 'https://city.example/1.jpg',
      description: `${request.description}\n\nReference: ${request.id}`,
    });
  });

  it('keeps to itself who reported, and sends every picture, where the settings say so', async () => {
    const request = aServiceRequest({ mediaUrls: ['https://city.example/1.jpg', 'https://city.example/2.jpg'] });
    await bench.adapter({ sendReporter: false, severalMediaUrls: true }).createCase(request, aCallContext());
    const { fields } = await bench.theOnlyCase();
    expect(Object.keys(fields)).not.toEqual(expect.arrayContaining(['email']));
    expect(fields['media_url']).toEqual(request.mediaUrls);
  });

  it('is found among many, on whatever page it is', async () => {
    const adapter = bench.adapter({ lookUp: { pageSize: 3 } });
    const ours = aServiceRequest();
    const caseRef = await adapter.createCase(ours, aCallContext());
    for (let count = 0; count < 8; count += 1) await adapter.createCase(aServiceRequest(), aCallContext());
    const found = adapter.findCase(ours, around().from, aCallContext());
    await expect(found).resolves.toEqual({ is: 'found', caseRef });
  });

  it('is in doubt when the list is longer than what is read, and is sent again where that does no harm', async () => {
    const lookUp = { pageSize: 2, pages: 2 };
    const ours = aServiceRequest();
    for (let count = 0; count < 5; count += 1) await bench.adapter().createCase(aServiceRequest(), aCallContext());
    const doubt = await bench.adapter({ lookUp }).findCase(ours, around().from, aCallContext());
    expect(doubt).toMatchObject({ is: 'unknowable', reason: expect.stringContaining('4 newest'), candidates: { length: 4 } });
    const repeating = bench.adapter({ lookUp, repeatsAnswer: true });
    await expect(repeating.findCase(ours, around().from, aCallContext())).resolves.toEqual({ is: 'absent' });
  });

  it('POST-20: sent twice under one idempotency key, is one report there', async () => {
    const ours = aServiceRequest();
    const { idempotencyKey } = aCallContext();
    const send = () => bench.adapter().createCase(ours, aCallContext({ idempotencyKey }));
    expect(await send()).toBe(await send());
    await bench.theOnlyCase();
  });

  it('section 16.2: gets residents’ notes and words on the status, each once however often it is sent', async () => {
    const adapter = bench.adapter({ updates: { post: true } });
    const caseRef = await adapter.createCase(aServiceRequest(), aCallContext());
    const note = aCaseNote();
    for (const _time of [1, 2]) await adapter.addNote!(caseRef, note, aCallContext());
    await expect(adapter.findNote!(caseRef, note, aCallContext())).resolves.toEqual({ is: 'absent' });
    const change = { id: 'upd-9', status: 'fixed', writtenAt: new Date() } as const;
    for (const _time of [1, 2]) await adapter.updateCase!(caseRef, change, aCallContext());
    await adapter.updateCase!(caseRef, { ...change, id: 'upd-10', status: 'planned' }, aCallContext());
    const { notes, status } = await bench.theOnlyCase();
    expect(notes).toEqual([expect.objectContaining({ sourceId: note.id, text: expect.stringContaining(note.text) })]);
    expect(status).toBe('closed');
  });

  it('keeps residents’ notes to itself unless the settings say otherwise', () => {
    const { addNote, findNote, updateCase } = bench.adapter();
    expect([addNote, findNote, updateCase]).toEqual([undefined, undefined, undefined]);
  });

  it('reads changes by the updates resource, with their words for it', async () => {
    const adapter = bench.adapter({ read: 'updates' });
    const caseRef = await adapter.createCase(aServiceRequest(), aCallContext());
    await bench.control.close(caseRef, 'FIXED-01', 'Filled and sealed.');
    const { changes } = await adapter.fetchChanges!(around(), undefined, aCallContext());
    expect(changes).toEqual([
      expect.objectContaining({ caseRef, status: 'closed', reason: 'FIXED-01', publicText: 'Filled and sealed.' }),
    ]);
    expect(bench.adapter().fetchChanges).toBeUndefined();
  });
});

it('a server that answers with a token is asked for the id, and gets the report once', async () => {
  const emulator = await startOpen311Emulator({ flavour: TOKENS });
  try {
    const adapter = open311.create(validated(Open311Settings, { ...emulator.settings }));
    const results = new Map<string, unknown>();
    const kept: CallContext['kept'] = {
      get: (name) => results.get(name),
      keep: async (name, value) => void results.set(name, value),
    };
    const request = aServiceRequest();
    const attempt = () => adapter.createCase(request, { ...aCallContext(), kept });
    await expect(attempt()).rejects.toBeInstanceOf(TransientError);
    await expect(attempt()).resolves.toBe('N-1');
    const { count } = (await (await fetch(`${emulator.controlUrl}/control/count.json`)).json()) as { count: number };
    expect(count).toBe(1);
  } finally {
    await emulator.close();
  }
});

it.each<[string, Record<string, unknown>]>([
  ['endpoint', { endpoint: 'other.example' }],
  ['endpoint', { endpoint: 'https://me:secret@other.example/v2' }],
  ['apiKey', { apiKey: 'two\r\nlines' }],
  ['format', { format: 'yaml' }],
  ['read', { read: 'everything' }],
  ['lookUp.line', { lookUp: { line: 'Reference' } }],
  ['lookUp.pageSize', { lookUp: { pageSize: 0 } }],
  ['updates.noteStatus', { updates: { noteStatus: '' } }],
])('names %s when it is wrong', (path, wrong) => {
  const make = () => validated(Open311Settings, { endpoint: 'https://other.example/v2', ...wrong });
  expect(make).toThrow(new RegExp(`(^|; )${path.replaceAll('.', '\\.')}: `));
});
