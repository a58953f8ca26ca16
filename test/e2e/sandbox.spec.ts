import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareDataFolder } from '../support/embedded-template.js';
import { runBridge } from '../support/run-bridge.js';

interface Sandbox {
  readonly api: string;
  readonly key: string;
  readonly serviceCode: string;
  readonly emulator: string;
}

/** For a machine on which everything takes ten times as long. */
const BUSY_MS = 600_000;

let bridge: ChildProcess | undefined;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bridge-e2e-'));
});
afterEach(async () => {
  await stop('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

async function stop(signal: NodeJS.Signals): Promise<void> {
  if (!bridge || bridge.exitCode !== null || bridge.signalCode !== null) return;
  const gone = new Promise((resolve) => bridge!.once('exit', resolve));
  bridge.kill(signal);
  await gone;
}

/** Starts the sandbox as `npm start` does. @returns what it printed, and its sandbox.json. */
async function start(config?: string): Promise<{ printed: string; sandbox: Sandbox }> {
  const env = {
    ...process.env,
    PORT: '0',
    BRIDGE_DATA: folder,
    LOG_LEVEL: 'error',
    ...(config ? { BRIDGE_CONFIG: config } : {}),
  };
  bridge = spawn(process.execPath, ['bin/open311-bridge.js', 'start'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  for (const stream of [bridge.stdout!, bridge.stderr!]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  while (!printed.includes('Close its case')) {
    if (bridge.exitCode !== null) throw new Error(`the sandbox did not start:\n${printed}`);
    await sleep(50);
  }
  return { printed, sandbox: JSON.parse(readFileSync(join(folder, 'sandbox.json'), 'utf8')) as Sandbox };
}

async function until<T>(look: () => Promise<T>, good: (value: T) => boolean): Promise<T> {
  const deadline = Date.now() + BUSY_MS / 4;
  for (;;) {
    const value = await look();
    if (good(value) || Date.now() > deadline) return value;
    await sleep(100);
  }
}

interface Ledger {
  readonly count: number;
  readonly cases: { readonly ref: string; readonly fields: Record<string, unknown> }[];
}

const ledgerOf = async (emulator: string) => (await (await fetch(`${emulator}/control/cases.json`)).json()) as Ledger;
const requestsOf = async (api: string) =>
  (await (await fetch(`${api}/requests.json`)).json()) as { status: string; status_notes: string | null }[];

it(
  'takes the printed curl line to a case, and its closure back to the app; another start keeps all of it',
  async () => {
    const first = await start();
    const curl = first.printed.split('\n').find((line) => line.startsWith('curl '))!;
    const answer = JSON.parse(execFileSync('sh', ['-c', curl]).toString()) as { service_request_id: string }[];
    const { cases } = await until(
      () => ledgerOf(first.sandbox.emulator),
      ({ count }) => count === 1,
    );
    expect(cases[0]!.fields['Title']).toContain(answer[0]!.service_request_id);
    await fetch(`${first.sandbox.emulator}/control/close?ref=${cases[0]!.ref}&reason=Case%20Resolved`, { method: 'POST' });
    const closed = await until(
      () => requestsOf(first.sandbox.api),
      ([request]) => request?.status === 'closed',
    );
    expect(closed).toMatchObject([{ status: 'closed', status_notes: 'Case Resolved' }]);

    await stop('SIGKILL');
    const again = await start();
    expect(again.sandbox.key).toBe(first.sandbox.key);
    expect(await requestsOf(again.sandbox.api)).toMatchObject([{ status: 'closed' }]);
    expect((await ledgerOf(again.sandbox.emulator)).count).toBe(1);
    const { output } = await runBridge(['journey', answer[0]!.service_request_id], { BRIDGE_DATA: folder });
    expect(output).toMatch(/accepted[\s\S]*attempt 1 at create_case: delivered[\s\S]*public status closed \(fixed\)/);
  },
  BUSY_MS,
);

it.each(['rest', 'email'])(
  'delivers to %s after one line of the sample city was changed',
  async (name) => {
    const config = join(folder, 'config');
    cpSync('config/jurisdictions', join(config, 'jurisdictions'), { recursive: true });
    const file = join(config, 'jurisdictions/riverton.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('- to: lagan', `- to: ${name}`));
    await prepareDataFolder(folder);
    const { sandbox } = await start(config);
    const form = new URLSearchParams({
      api_key: sandbox.key,
      service_code: sandbox.serviceCode,
      lat: '42.36',
      long: '-71.05',
      description: 'One line',
    });
    const [request] = (await (await fetch(`${sandbox.api}/requests.json`, { method: 'POST', body: form })).json()) as [
      { service_request_id: string },
    ];
    const { count, cases } = await until(
      () => ledgerOf(sandbox.emulator),
      (ledger) => ledger.count === 1,
    );
    expect(count).toBe(1);
    expect(JSON.stringify(cases[0])).toContain(request.service_request_id);
  },
  BUSY_MS,
);

it(
  'answers as before while the CRM hangs, and refuses a second bridge on the same data folder, and says what to do',
  async () => {
    await prepareDataFolder(folder);
    const { sandbox } = await start();
    await fetch(`${sandbox.emulator}/control/misbehave?mode=hang&when=before`, { method: 'POST' });
    const form = () =>
      new URLSearchParams({ api_key: sandbox.key, service_code: sandbox.serviceCode, address_string: 'Mill Lane' });
    const statuses = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await fetch(`${sandbox.api}/requests.json`, { method: 'POST', body: form() })).status,
      ),
    );
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));

    const { code, output } = await runBridge(['start'], { BRIDGE_DATA: folder, PORT: '0' });
    expect(code).toBe(1);
    expect(output).toMatch(/is in use by another open311-bridge; stop that one, or set BRIDGE_DATA/);
    // Asked to stop, it would wait for the call that hangs.
    await stop('SIGKILL');
  },
  BUSY_MS,
);

it(
  'refuses to start on a wrong configuration, with every mistake',
  async () => {
    const config = join(folder, 'config');
    cpSync('config/jurisdictions', join(config, 'jurisdictions'), { recursive: true });
    const file = join(config, 'jurisdictions/riverton.yaml');
    writeFileSync(
      file,
      readFileSync(file, 'utf8')
        .replace('timeZone: America/New_York', 'timeZone: America/Riverton')
        .replace('- to: lagan', '- too: lagan'),
    );
    for (const command of ['start', 'check-config']) {
      const { code, output } = await runBridge([command], { BRIDGE_CONFIG: config });
      expect([command, code]).toEqual([command, 1]);
      expect(output).toMatch(/riverton\.yaml:\d+ timeZone: /);
      expect(output).toMatch(/routes\[0\]\.too: .*to/);
    }
  },
  BUSY_MS,
);
