import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RoleProcess } from '../../support/role-process.js';

export const CITY = 'riverton.example';
export const CRM = `${CITY}/crm`;
/** In the configuration, where a process says by it who it is. */
export const WHO = '${POLLER}';

/** Processes with the role sync on one database. Each has a name, under which it asks the CRM. */
export class Pollers {
  private readonly folder = mkdtempSync(join(tmpdir(), 'bridge-pollers-'));
  private readonly running = new Map<string, RoleProcess>();
  private readonly starting: Promise<void>[] = [];
  private started = 0;

  constructor(
    private readonly databaseUrl: string,
    connection: object,
  ) {
    const config = join(this.folder, 'config/jurisdictions');
    mkdirSync(config, { recursive: true });
    const services = [{ code: 'POTHOLE', name: 'Pothole' }];
    const contacts = { contact: 'it@example.org', keyService: 'it@example.org' };
    const city = {
      id: CITY,
      name: 'Riverton',
      timeZone: 'America/New_York',
      ...contacts,
      services,
      connections: { crm: connection },
    };
    // JSON is YAML.
    writeFileSync(join(config, 'riverton.yaml'), JSON.stringify({ ...city, routes: [{ to: 'crm' }] }));
  }

  start(): void {
    const ready = this.startOne();
    this.starting.push(ready);
    // Whoever waits for it is told.
    ready.catch(() => undefined);
  }

  /** Waits until so many run. @throws with what one printed that did not start. */
  async ready(count: number): Promise<void> {
    while (this.running.size < count) await this.starting.shift();
  }

  private async startOne(): Promise<void> {
    const name = `poller-${(this.started += 1)}`;
    const env = {
      BRIDGE_CONFIG: join(this.folder, 'config'),
      BRIDGE_DATA: join(this.folder, name),
      DATABASE_URL: this.databaseUrl,
      REDIS_URL: '',
      PORT: '0',
      LOG_LEVEL: 'warn',
      ROLES: 'sync',
      POLLER: name,
    };
    this.running.set(name, await RoleProcess.start(env));
  }

  async kill(name: string): Promise<void> {
    await this.running.get(name)!.kill();
    this.running.delete(name);
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.starting);
    for (const name of [...this.running.keys()]) await this.kill(name);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
