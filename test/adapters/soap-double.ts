import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { soap } from '../../adapters/soap/soap.adapter.js';
import { startSoapEmulator } from '../../adapters/soap/soap.emulator.js';
import type { SoapSettings } from '../../adapters/soap/soap.settings.js';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { aCallContext } from '../adapter-kit/a-call-context.js';
import { aServiceRequest } from '../adapter-kit/a-service-request.js';
import { AdapterBench } from '../adapter-kit/adapter-bench.js';

/** The example of a flavour, as an operator would copy it. */
export function exampleOf(flavour: string): Record<string, unknown> {
  return parse(readFileSync(`adapters/soap/examples/${flavour}.yaml`, 'utf8')) as Record<string, unknown>;
}

/** The example of a flavour wired to its stand-in, for the tests of one `describe`. */
export function aDouble(
  flavour: string,
  startEmulator: () => Promise<Emulator> = () => startSoapEmulator({ flavour }),
): () => AdapterBench<SoapSettings> {
  let bench: AdapterBench<SoapSettings>;
  beforeAll(async () => {
    bench = await AdapterBench.start({ ...soap, startEmulator }, exampleOf(flavour));
  });
  beforeEach(() => bench.control.reset());
  afterAll(() => bench.emulator.close());
  return () => bench;
}

/** Makes a case by the example of the bench. */
export function makeCase(
  bench: AdapterBench<SoapSettings>,
  overrides: Partial<ServiceRequest> = {},
  context = aCallContext(),
): Promise<CaseRef> {
  return bench.adapter().createCase(aServiceRequest(overrides), context);
}
