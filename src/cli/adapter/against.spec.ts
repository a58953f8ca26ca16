import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AdapterUnderTest } from '../../adapter-kit/conformance/adapter-under-test.js';
import { conformance } from '../../../test/adapter-kit/reference/acme.conformance.js';
import { serversFor } from './against.js';

const [acme] = conformance as readonly [AdapterUnderTest];
const SYSTEM = 'https://test.acme.example/v1';

describe('a test system that an adapter is tested against', () => {
  it('is used only when cases may be made in it', async () => {
    await expect(serversFor(acme, { against: SYSTEM })).rejects.toThrow(`makes cases in ${SYSTEM}: say --makes-cases if it may`);
  });

  it('gets the settings of a file laid over its address, and can not be controlled', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'against-'));
    try {
      const settings = join(folder, 'settings.yaml');
      writeFileSync(settings, 'token: theirs\n');
      const { start, sideBySide } = await serversFor(acme, { against: SYSTEM, makesCases: true, settings });
      const server = await start();
      expect(server.settings).toEqual({ baseUrl: SYSTEM, token: 'theirs' });
      expect([server.control, sideBySide]).toEqual([undefined, false]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has to be a URL, and the adapter has to say how settings lead there', async () => {
    await expect(serversFor(acme, { against: 'the test system' })).rejects.toThrow(/must be emulator, recorded or a URL/);
    await expect(serversFor({ ...acme, at: undefined }, { against: SYSTEM })).rejects.toThrow(/has no `at`/);
  });
});

it('a recording that is not there is asked for by name', async () => {
  const { start } = await serversFor(acme, { against: 'recorded', recording: 'nowhere.json' });
  await expect(start()).rejects.toThrow('there is no recording nowhere.json: make one with --record nowhere.json');
});
