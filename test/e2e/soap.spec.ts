import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { EmulatorControl } from '../../src/adapter-kit/emulator/emulator-control.js';
import { until } from '../support/deployment.js';
import { prepareDataFolder } from '../support/embedded-template.js';
import { RoleProcess } from '../support/role-process.js';

interface Sandbox {
  readonly api: string;
  readonly key: string;
  /** Control addresses by connection. */
  readonly emulators: Readonly<Record<string, string>>;
}

interface PublicRequest {
  readonly service_request_id: string;
  readonly status: string;
  readonly status_notes: string | null;
}

const CITY = 'riverton';
/** What an operator sets, and the emulators then know better. */
const SECRETS = {
  CONFIRM_USER: 'x',
  CONFIRM_PASSWORD: 'not-used-here-1',
  FILES_CLIENT: 'x',
  FILES_SECRET: 'not-used-here-3',
  PARTNER_USER: 'x',
  PARTNER_PASSWORD: 'not-used-here-2',
};

/** A connection as an operator would copy it. */
function connectionTo(flavour: string) {
  return {
    type: 'soap',
    emulator: flavour,
    settings: parse(readFileSync(`adapters/soap/examples/${flavour}.yaml`, 'utf8')) as object,
    statusRules: [
      { when: { status: { pattern: '^(New|REC)$' } }, status: 'open', detail: 'open' },
      { when: { status: { pattern: '^(Closed|FIX)$' } }, status: 'closed', detail: 'fixed', notes: '{{ reason }}' },
    ],
    delivery: { backoffMinMs: 100, backoffMaxMs: 500, settleMs: 100 },
    sync: { pollEveryMs: 300, overlapMs: 5000 },
  };
}

const city = {
  id: CITY,
  name: 'Riverton',
  timeZone: 'Europe/London',
  contact: 'it@example.org',
  keyService: 'it@example.org',
  services: [
    { code: 'pothole', name: 'Pothole' },
    { code: 'bin', name: 'Missed bin' },
  ],
  connections: { highways: connectionTo('confirm-like'), waste: connectionTo('session-like') },
  routes: [
    { to: 'highways', services: ['pothole'] },
    { to: 'waste', services: ['bin'] },
  ],
};

describe('a city with two SOAP CRMs, copied from the examples', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bridge-soap-'));
  let bridge: RoleProcess | undefined;
  let sandbox: Sandbox;

  beforeAll(async () => {
    mkdirSync(join(folder, 'config/jurisdictions'), { recursive: true });
    writeFileSync(join(folder, 'config/jurisdictions/riverton.yaml'), JSON.stringify(city));
    const data = join(folder, 'data');
    const env = { BRIDGE_CONFIG: join(folder, 'config'), BRIDGE_DATA: data, PORT: '0', LOG_LEVEL: 'error', ...SECRETS };
    await prepareDataFolder(data);
    bridge = await RoleProcess.start(env);
    const file = join(data, 'sandbox.json');
    await until(
      () => bridge!.lines.join('\n'),
      (printed) => printed.includes('Close its case'),
    );
    sandbox = JSON.parse(readFileSync(file, 'utf8')) as Sandbox;
  });
  afterAll(async () => {
    await bridge?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const crm = (name: string) => new EmulatorControl(sandbox.emulators[`${CITY}/${name}`]!);
  const file = async (service_code: string, description: string): Promise<string> => {
    const form = { api_key: sandbox.key, service_code, lat: '51.5', long: '-0.1', description };
    const answer = await fetch(`${sandbox.api}/requests.json`, { method: 'POST', body: new URLSearchParams(form) });
    return ((await answer.json()) as [PublicRequest])[0].service_request_id;
  };
  const read = async (id: string): Promise<PublicRequest> =>
    ((await (await fetch(`${sandbox.api}/requests/${id}.json`)).json()) as [PublicRequest])[0];
  const theCaseOf = async (name: string, id: string) => {
    const holds = async () => (await crm(name).cases()).filter((each) => JSON.stringify(each.fields).includes(id));
    return (await until(holds, (found) => found.length > 0))[0]!;
  };

  it.each([
    ['highways', 'pothole'],
    ['waste', 'bin'],
  ])('brings a report to %s, and its closure back', async (name, service) => {
    const id = await file(service, 'Seen beside the bus stop');
    const { ref } = await theCaseOf(name, id);
    expect(await read(id)).toMatchObject({ status: 'open' });
    await crm(name).close(ref, 'Repaired on Monday');
    const closed = await until(
      () => read(id),
      ({ status }) => status === 'closed',
    );
    expect(closed).toMatchObject({ status: 'closed', status_notes: 'Repaired on Monday' });
  });

  it.each([
    ['highways', 'pothole', 'NewEnquiry'],
    ['waste', 'bin', 'create'],
  ])('makes no second case at %s when the answer to the first was lost', async (name, service, op) => {
    await crm(name).misbehave({ mode: 'drop', when: 'after', op, count: 1 });
    const id = await file(service, 'Its answer is lost');
    const { ref } = await theCaseOf(name, id);
    // That the closure comes back shows that the case was found and taken as ours.
    await crm(name).close(ref, 'Done');
    await until(
      () => read(id),
      ({ status }) => status === 'closed',
    );
    expect((await crm(name).cases()).filter((each) => JSON.stringify(each.fields).includes(id))).toHaveLength(1);
  });
});
