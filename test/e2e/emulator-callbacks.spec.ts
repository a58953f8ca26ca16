import { EmulatorControl } from '../../src/adapter-kit/emulator/emulator-control.js';
import type { LedgerCase } from '../../src/adapter-kit/emulator/ledger.js';
import { Deployment, until } from '../support/deployment.js';
import { startEmulator } from '../support/emulator-process.js';
import type { RoleProcess } from '../support/role-process.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;

let emulator: Awaited<ReturnType<typeof startEmulator>>;
let crm: EmulatorControl;
let deployment: Deployment;
let bridge: RoleProcess;

beforeAll(async () => {
  emulator = await startEmulator('open311');
  crm = new EmulatorControl(emulator.ready.controlUrl);
  deployment = await Deployment.prepare(
    {},
    {},
    {
      type: 'open311',
      settings: emulator.ready.settings,
      // Polled once in a week: what becomes public before that, the CRM told by itself.
      sync: { pollEveryMs: 604_800_000 },
      callback: { auth: { kind: 'webhook', secrets: [SECRET] } },
    },
  );
  bridge = await deployment.run('intake,delivery,sync');
});
afterAll(async () => {
  await deployment?.stop();
  await emulator?.stop();
});

const read = async <T>(path: string) => (await (await fetch(`${bridge.url}/open311/v2/${path}`)).json()) as T;

it('a CRM that tells each change twice closes the report once, and is heard only with its secret', async () => {
  const [publicId] = await deployment.file(bridge, 1);
  const [{ ref }] = (await until(
    () => crm.cases(),
    ({ length }) => length === 1,
  )) as [LedgerCase, ...LedgerCase[]];
  await until(
    () => deployment.states(),
    (states) => states.every((state) => state === 'delivered'),
  );
  const url = `${bridge.url}/callbacks/riverton.example/crm`;

  await crm.sendCallbacks({ url, secret: OTHER });
  await crm.close(ref, 'Forged');
  await until(
    () => crm.sentCallbacks(),
    ({ length }) => length === 1,
  );
  await crm.sendCallbacks({ url, secret: SECRET, manner: 'duplicate' });
  await crm.close(ref, 'Filled');
  const sent = await until(
    () => crm.sentCallbacks(),
    ({ length }) => length === 3,
  );
  expect(sent.map(({ answer }) => answer)).toEqual([401, 200, 200]);
  expect(sent[2]!.id).toBe(sent[1]!.id);

  await until(
    () => read<{ status: string }[]>(`requests/${publicId}.json`),
    ([request]) => request!.status === 'closed',
  );
  await until(
    () => deployment.query<{ state: string }>('select state from bridge.received_callback'),
    (rows) => rows.every(({ state }) => state === 'applied'),
  );
  expect(await deployment.query('select description from bridge.request_update')).toEqual([{ description: 'Filled' }]);
  const updates = await until(
    () => read<object[]>('servicerequestupdates.json'),
    ({ length }) => length > 0,
  );
  expect(updates).toMatchObject([{ service_request_id: publicId, description: 'Filled' }]);
});
