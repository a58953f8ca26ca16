import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { openDatabase } from '../../src/store/database.js';
import { freshDatabase } from './databases.js';
import { type EmulatorReady, startEmulator } from './emulator-process.js';
import { keyOn } from './key-on.js';
import { RoleProcess } from './role-process.js';

export interface LedgerCase {
  readonly ref: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly notes: readonly { readonly text: string }[];
  readonly files: readonly { readonly name: string }[];
}

/** Several bridges on one database, and a CRM in a process of its own: what a city runs. */
export class Deployment {
  private readonly processes: RoleProcess[] = [];

  private constructor(
    /** Of commands beside the bridges, too. */
    readonly env: Readonly<Record<string, string>>,
    private readonly emulator: EmulatorReady,
    readonly key: string,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  /**
   * @param settings what `settings.yaml` says.
   * @param adapter settings of the CRM's adapter beside its address and account.
   * @param crm lies over the whole connection: the emulator of Lagan stands by all the same.
   */
  static async prepare(settings: object, adapter: object = {}, crm: object = {}): Promise<Deployment> {
    const folder = mkdtempSync(join(tmpdir(), 'bridge-deployment-'));
    const database = await freshDatabase();
    const key = await keyOn(database.url);
    const emulator = await startEmulator('lagan');
    mkdirSync(join(folder, 'config/jurisdictions'), { recursive: true });
    // JSON is YAML.
    writeFileSync(join(folder, 'config/settings.yaml'), JSON.stringify(settings));
    writeFileSync(
      join(folder, 'config/jurisdictions/riverton.yaml'),
      JSON.stringify(cityWith({ ...emulator.ready.settings, ...adapter }, crm)),
    );
    const env = {
      BRIDGE_CONFIG: join(folder, 'config'),
      BRIDGE_DATA: join(folder, 'data'),
      DATABASE_URL: database.url,
      REDIS_URL: '',
      PORT: '0',
      LOG_LEVEL: 'info',
    };
    return new Deployment(env, emulator.ready, key, async () => {
      await emulator.stop();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    });
  }

  async run(roles: string, env: Readonly<Record<string, string>> = {}): Promise<RoleProcess> {
    const started = await RoleProcess.start({ ...this.env, ...env, ROLES: roles });
    this.processes.push(started);
    return started;
  }

  /** Files so many reports, a few at a time. @returns their ids, in the order of the answers. @throws unless each answer is 200. */
  async file(intake: RoleProcess, count: number): Promise<string[]> {
    const ids: string[] = [];
    let left = count;
    const client = async () => {
      while (left-- > 0) ids.push(await this.fileOne(intake));
    };
    await Promise.all([client(), client(), client(), client()]);
    return ids;
  }

  async cases(): Promise<LedgerCase[]> {
    const answer = await fetch(`${this.emulator.controlUrl}/control/cases.json`);
    return ((await answer.json()) as { cases: LedgerCase[] }).cases;
  }

  /** The ids of the reports in the CRM, one for each case. @returns once there are at least so many. */
  async delivered(count: number): Promise<string[]> {
    const cases = await until(
      () => this.cases(),
      ({ length }) => length >= count,
    );
    return cases.map(({ fields }) => /\d\d-\d{8}/.exec(String(fields['Title']))![0]);
  }

  /** Of every delivery, oldest first. */
  async states(): Promise<string[]> {
    const database = openDatabase({ connectionString: this.env['DATABASE_URL']! }, 1);
    const rows = await database
      .selectFrom('delivery')
      .select('state')
      .orderBy('created_at')
      .execute()
      .finally(() => database.destroy());
    return rows.map(({ state }) => state);
  }

  async query<T>(statement: string): Promise<T[]> {
    const database = openDatabase({ connectionString: this.env['DATABASE_URL']! }, 1);
    const { rows } = await sql
      .raw<T>(statement)
      .execute(database)
      .finally(() => database.destroy());
    return rows;
  }

  /** How many calls of each operation the CRM had. */
  async calls(): Promise<Readonly<Record<string, number>>> {
    return (await (await fetch(`${this.emulator.controlUrl}/control/calls.json`)).json()) as Record<string, number>;
  }

  order(command: string): Promise<Response> {
    return fetch(`${this.emulator.controlUrl}/control/${command}`, { method: 'POST' });
  }

  async stop(): Promise<void> {
    for (const each of this.processes) await each.kill();
    await this.cleanUp();
  }

  private fileOne(intake: RoleProcess): Promise<string> {
    return this.post(intake, new FormData());
  }

  /** Files one report with more than each has. @returns its id. @throws unless the answer is 200. */
  async post(intake: RoleProcess, body: FormData): Promise<string> {
    const form = { api_key: this.key, service_code: 'RODENTS', lat: '42.36', long: '-71.05', description: 'Behind the bins' };
    for (const [name, value] of Object.entries(form)) body.append(name, value);
    const answer = await fetch(`${intake.url}/open311/v2/requests.json`, { method: 'POST', body });
    const text = await answer.text();
    if (answer.status !== 200) throw new Error(`${answer.status} ${text}`);
    return (JSON.parse(text) as [{ service_request_id: string }])[0].service_request_id;
  }
}

/** Looks until it is good. @throws with the last look when that takes longer than a minute and a half, or than `withinMs`. */
export async function until<T>(look: () => Promise<T> | T, good: (value: T) => boolean, withinMs = 90_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const value = await look();
    if (good(value)) return value;
    if (Date.now() > deadline) throw new Error(`it never came so far: ${JSON.stringify(value).slice(0, 2000)}`);
    await sleep(50);
  }
}

const cityWith = (settings: object, crm: object) => ({
  id: 'riverton.example',
  name: 'Riverton',
  timeZone: 'America/New_York',
  contact: 'it@example.org',
  keyService: 'it@example.org',
  services: [{ code: 'RODENTS', name: 'Rodents' }],
  connections: {
    crm: {
      type: 'lagan',
      settings: { ...settings, defaultCase: { eventCode: 4000001 } },
      statusRules: [
        { when: { status: 'open' }, status: 'open', detail: 'open' },
        { when: { status: 'closed' }, status: 'closed', detail: 'fixed' },
      ],
      delivery: { backoffMinMs: 100, backoffMaxMs: 500, settleMs: 100 },
      sync: { pollEveryMs: 300, overlapMs: 5000 },
      ...crm,
    },
  },
  routes: [{ to: 'crm' }],
});
