import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A CRM that is never asked, since only intake runs. */
const CITY = `
id: riverton.example
name: Riverton
timeZone: America/New_York
contact: it@example.org
keyService: it@example.org
services:
  - { code: RODENTS, name: Rodents }
  - { code: LATER, name: Later, type: batch }
connections:
  crm:
    type: lagan
    settings: { endpoint: 'http://127.0.0.1:9/FL', username: tests, password: tests, defaultCase: { eventCode: 1 } }
routes: [{ to: crm }]
`;

/** One of several bridges on one database, which takes reports in and does nothing else. */
export class IntakeProcess {
  private readonly child: ChildProcess;
  private readonly gone: Promise<unknown>;
  private output = '';

  private constructor(
    private readonly folder: string,
    env: Readonly<Record<string, string>>,
  ) {
    this.child = spawn(process.execPath, ['bin/open311-bridge.js', 'start'], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.gone = new Promise((resolve) => this.child.once('exit', resolve));
    for (const stream of [this.child.stdout!, this.child.stderr!])
      stream.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-20_000)));
  }

  /** Base address of its API. @throws with its output when it does not start. */
  static async on(
    databaseUrl: string,
    { settings = '{}', env = {} }: { settings?: string; env?: Readonly<Record<string, string>> } = {},
  ): Promise<{ bridge: IntakeProcess; api: string; url: string }> {
    const folder = mkdtempSync(join(tmpdir(), 'bridge-intake-'));
    const environment = environmentOf(folder, databaseUrl);
    writeFileSync(join(folder, 'config/settings.yaml'), settings);
    const bridge = new IntakeProcess(folder, { ...environment, ...env });
    const url = await bridge.ready();
    return { bridge, api: `${url}/open311/v2`, url };
  }

  /** No chance to finish anything. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async stop(): Promise<void> {
    await this.end('SIGTERM');
    rmSync(this.folder, { recursive: true, force: true });
  }

  private ready(): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const url = this.output.match(/ready at (\S+)/)?.[1];
        if (url) resolve(url);
      };
      this.child.stdout!.on('data', look);
      this.child.once('exit', () => reject(new Error(`the bridge did not start:\n${this.output}`)));
    });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await this.gone;
  }
}

function environmentOf(folder: string, databaseUrl: string): Record<string, string> {
  mkdirSync(join(folder, 'config/jurisdictions'), { recursive: true });
  writeFileSync(join(folder, 'config/jurisdictions/riverton.yaml'), CITY);
  return {
    BRIDGE_CONFIG: join(folder, 'config'),
    BRIDGE_DATA: join(folder, 'data'),
    DATABASE_URL: databaseUrl,
    REDIS_URL: '',
    ROLES: 'intake',
    PORT: '0',
    LOG_LEVEL: 'warn',
  };
}
