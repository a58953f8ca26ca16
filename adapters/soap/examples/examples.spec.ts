import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { AdapterBench } from '../../../test/adapter-kit/adapter-bench.js';
import { soap } from '../soap.adapter.js';
import { FLAVOURS, startSoapEmulator } from '../soap.emulator.js';
import type { SoapSettings } from '../soap.settings.js';

const BARE = { description: undefined, point: undefined, address: undefined, group: undefined, attributes: [], reporter: {} };

describe.each(Object.keys(FLAVOURS))('the example for %s', (flavour) => {
  let bench: AdapterBench<SoapSettings>;
  beforeAll(async () => {
    const settings = parse(readFileSync(new URL(`./${flavour}.yaml`, import.meta.url), 'utf8')) as Record<string, unknown>;
    bench = await AdapterBench.start({ ...soap, startEmulator: () => startSoapEmulator({ flavour }) }, settings);
  });
  beforeEach(() => bench.control.reset());
  afterAll(() => bench.emulator.close());

  it('is let in', async () => {
    await expect(bench.adapter().check(aCallContext())).resolves.toBeUndefined();
  });

  it.each([
    ['complete', {}],
    ['bare', BARE],
  ])('makes a case of a %s request', async (_what, overrides) => {
    const request = aServiceRequest(overrides);
    const ref = await bench.adapter().createCase(request, aCallContext());
    expect((await bench.theOnlyCase()).ref).toBe(ref);
    expect(await bench.ledgerText()).toContain(request.id);
  });
});
