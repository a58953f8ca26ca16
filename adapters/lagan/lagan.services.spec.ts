import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import { EmulatorControl } from '../../src/adapter-kit/emulator/emulator-control.js';
import { aCallContext } from '../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../test/adapter-kit/a-service-request.js';
import { laganSettings } from '../../test/adapters/a-lagan-site.js';
import { LaganAdapter } from './lagan.adapter.js';
import { startLaganEmulator } from './lagan.emulator.js';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startLaganEmulator({});
});
afterAll(() => emulator.close());

const site = (changes: Readonly<Record<string, unknown>> = {}) =>
  new LaganAdapter(laganSettings({ ...emulator.settings, ...changes }));
const services = { eventTypes: [1, 2], groups: { 1: 'Streets' } };

it('tells of each classification event as a service, under the code of the service whose case it is', async () => {
  expect(await site({ services }).discoverServices!(aCallContext())).toEqual([
    { code: 'pothole', name: 'Pothole', description: 'A hole in the road & the pavement', group: 'Streets' },
    { code: '4000042', name: 'Street light out', group: 'Streets' },
    { code: '4000051', name: 'Graffiti', description: 'Graffiti on any surface' },
    { code: '4000052', name: 'Missed bin' },
  ]);
});

it('makes a report of a service that was taken over a case of that event, in the queue of its classification', async () => {
  const defaultCase = { eventCode: 1, queue: 'Call centre', priority: 3 };
  await site({ services, defaultCase }).createCase(aServiceRequest({ serviceCode: '4000042' }), aCallContext());
  const [made] = await new EmulatorControl(emulator.controlUrl).cases();
  expect(made!.fields).toMatchObject({ ClassificationEventCode: '4000042', Priority: '3' });
  expect(made!.fields).not.toHaveProperty('Queue');
});

it('asks for no services, and takes no number for an event, where the settings name none', async () => {
  const adapter = site({ defaultCase: { eventCode: 7 } });
  expect(adapter.discoverServices).toBeUndefined();
  const caseRef = await adapter.createCase(aServiceRequest({ serviceCode: '4000042' }), aCallContext());
  const made = (await new EmulatorControl(emulator.controlUrl).cases()).find(({ ref }) => ref === caseRef);
  expect(made!.fields).toMatchObject({ ClassificationEventCode: '7' });
});
