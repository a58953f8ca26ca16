import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import { EmulatorControl } from '../../src/adapter-kit/emulator/emulator-control.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { validated } from '../../test/adapter-kit/adapter-bench.js';
import { rest } from './rest.adapter.js';
import { startRestEmulator } from './rest.emulator.js';
import { RestSettings } from './rest.settings.js';

const { attachment: _byCalls, ...example } = parse(
  readFileSync(new URL('./rest.example.yaml', import.meta.url), 'utf8'),
) as Record<string, object>;
const BODY =
  '{"reference": request.id, "subject": request.id, "description": request.description, "files": [pictures.{"name": fileName, "contentType": contentType, "content": content}]}';
const PICTURE = {
  id: 'p1',
  fileName: 'p1.jpg',
  contentType: 'image/jpeg',
  url: 'https://bridge.example/p1.jpg',
  bytes: Buffer.from([0xff, 0xd8, 0, 1, 2, 0xff]),
};

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startRestEmulator({});
});
beforeEach(() => control().reset());
afterAll(() => emulator.close());

const control = () => new EmulatorControl(emulator.controlUrl);
const site = (create: object = {}, more: object = {}) =>
  rest.create(
    validated(RestSettings, {
      ...example,
      ...more,
      ...emulator.settings,
      create: { ...example['create'], body: BODY, pictures: { maxFiles: 2, maxBytes: 4_000 }, ...create },
    }),
  );

describe('pictures in the body of the case', () => {
  it('arrive byte for byte, and the host is told how many and how much', async () => {
    const adapter = site();
    expect(adapter.picturesWithCase).toEqual({ maxFiles: 2, maxBytes: 4_000 });
    expect(adapter.attachMedia).toBeUndefined();
    await adapter.createCase(aServiceRequest(), aCallContext(), [PICTURE, { ...PICTURE, fileName: 'p2.jpg' }]);
    const [made] = await control().cases();
    const sha256 = createHash('sha256').update(PICTURE.bytes).digest('hex');
    expect(made!.files).toMatchObject([
      { name: 'p1.jpg', contentType: 'image/jpeg', size: 6, sha256 },
      { name: 'p2.jpg', sha256 },
    ]);
    expect(made!.fields).not.toHaveProperty('files');
  });

  it('are an empty list where there are none', async () => {
    await site().createCase(aServiceRequest(), aCallContext());
    await expect(control().cases()).resolves.toMatchObject([{ files: [] }]);
  });

  it('go along once, where the end of a text goes on in a note', async () => {
    const texts = { description: { maxCharacters: 20, overflow: 'note' } };
    const adapter = site({ texts });
    await adapter.createCase(aServiceRequest({ description: 'A hole as wide as a table' }), aCallContext(), [PICTURE]);
    await expect(control().cases()).resolves.toMatchObject([{ files: [{ name: 'p1.jpg' }], notes: [expect.anything()] }]);
  });

  it('stop the start where another section would send them too, or they are too much', () => {
    expect(() => site({}, { attachment: { path: '/files' } })).toThrow('leave one of them out');
    expect(() => site({ pictures: { maxBytes: 8_000_000 } })).toThrow('create.pictures.maxBytes');
  });
});

describe('what the call centre does with a case', () => {
  const inCallCentre = async (caseRef: string, change: object) => {
    const { baseUrl, auth } = emulator.settings as { baseUrl: string; auth: { token: string } };
    const headers = { authorization: `Bearer ${auth.token}`, 'content-type': 'application/json' };
    await fetch(`${baseUrl}/cases/${caseRef}`, { method: 'PATCH', headers, body: JSON.stringify(change) });
  };

  it.each([
    ['it is given a team and a date', { team: 'Roads', dueAt: '2026-07-01T12:00:00Z' }],
    ['it is merged into another', { mergedInto: 1002 }],
    ['it is deleted', { deleted: true }],
  ])('is told when asked for it, and among the changes: %s', async (_what, change) => {
    const adapter = site();
    const caseRef = await adapter.createCase(aServiceRequest(), aCallContext());
    await inCallCentre(caseRef, change);
    const told = await adapter.fetchStatus!(caseRef, aCallContext());
    expect(told).toMatchObject(
      'team' in change
        ? { agency: 'Roads', expectedAt: new Date('2026-07-01T12:00:00Z') }
        : 'deleted' in change
          ? { deleted: true }
          : { mergedInto: '1002' },
    );
    const now = Date.now();
    const window = { from: new Date(now - 60_000), to: new Date(now + 60_000) };
    expect((await adapter.fetchChanges!(window, undefined, aCallContext())).changes).toEqual([told]);
  });
});
