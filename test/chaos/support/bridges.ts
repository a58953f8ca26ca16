import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { freePort } from '../../support/ports.js';
import { CALL_TIMEOUT_MS, type RoundOptions } from './round-options.js';
import { bridgesOf } from './schedule.js';
import { Supervised } from './supervised.js';

export const CITY = 'chaos.example';
export const SERVICE = 'POTHOLE';
const SKEWED_CLOCK = join(process.cwd(), 'dist/test/support/skewed-clock.js');

export interface Surroundings {
  readonly folder: string;
  readonly databaseUrl: string;
  /** Absent: the queue is in the database. */
  readonly redisUrl?: string;
  readonly crm: Readonly<Record<string, unknown>>;
}

/** The bridge as several processes, by their names in the schedule. */
export class Bridges {
  private constructor(
    readonly all: ReadonlyMap<string, Supervised>,
    /** Base of the GeoReport API. */
    readonly api: string,
  ) {}

  static async start(options: RoundOptions, around: Surroundings): Promise<Bridges> {
    writeConfiguration(options, around);
    const port = await freePort();
    const all = new Map(bridgesOf(options.adapter).map((name) => [name, processOf(name, port, around)]));
    await Promise.all([...all.values()].map((each) => each.start()));
    return new Bridges(all, `http://127.0.0.1:${port}/open311/v2`);
  }

  get(name: string): Supervised {
    return this.all.get(name)!;
  }

  /** Killed, and started with a clock that is wrong. */
  skew(name: string, skewMs: number): Promise<void> {
    return this.get(name).kill({ env: { TEST_CLOCK_SKEW_MS: String(skewMs), NODE_OPTIONS: `--import ${SKEWED_CLOCK}` } });
  }

  async stop(): Promise<void> {
    await Promise.all([...this.all.values()].map((each) => each.stop()));
  }
}

function processOf(name: string, intakePort: number, { folder, databaseUrl, redisUrl }: Surroundings): Supervised {
  const role = name.split('-')[0]!;
  return new Supervised({
    name,
    args: ['bin/open311-bridge.js', 'start'],
    env: {
      BRIDGE_CONFIG: join(folder, 'config'),
      BRIDGE_DATA: join(folder, 'data'),
      DATABASE_URL: databaseUrl,
      REDIS_URL: redisUrl ?? '',
      ROLES: role,
      PORT: role === 'intake' ? String(intakePort) : '0',
      LOG_LEVEL: 'info',
    },
    ready: /open311-bridge is ready at/,
    logFile: join(folder, `${name}.log`),
  });
}

function writeConfiguration({ adapter }: RoundOptions, { folder, crm }: Surroundings): void {
  mkdirSync(join(folder, 'config/jurisdictions'), { recursive: true });
  writeFileSync(join(folder, 'config/settings.yaml'), stringify(SETTINGS));
  const connection = adapter === 'lagan' ? lagan(crm) : mail(crm);
  const city = {
    id: CITY,
    name: 'Chaos',
    timeZone: 'America/New_York',
    contact: 'it@example.org',
    keyService: 'it@example.org',
    services: [{ code: SERVICE, name: 'Pothole' }],
    connections: { crm: connection },
    routes: [{ to: 'crm' }],
  };
  writeFileSync(join(folder, 'config/jurisdictions/chaos.yaml'), stringify(city));
}

/** All waiting is short, so that a round is. */
const SETTINGS = {
  server: { host: '127.0.0.1' },
  // Shorter than a slow call, so that an orderly stop cuts some off.
  delivery: { sweepEveryMs: 300, shutdownMs: 200 },
  connection: {
    delivery: {
      callTimeoutMs: CALL_TIMEOUT_MS,
      connectTimeoutMs: 500,
      backoffMinMs: 50,
      backoffMaxMs: 1000,
      settleMs: 200,
      callsAtOnce: 8,
      breakerFailures: 5,
      breakerPauseMinMs: 100,
      breakerPauseMaxMs: 500,
    },
    sync: { pollEveryMs: 500, overlapMs: 60_000 },
  },
};

const lagan = (settings: Surroundings['crm']) => ({
  type: 'lagan',
  settings: { ...settings, soapAuth: 'usernameToken', defaultCase: { eventCode: 4_000_041 } },
  statusRules: [
    { when: { status: 'open' }, status: 'open' },
    { when: { status: 'closed' }, status: 'closed' },
  ],
});

/** Without its sent folder, in which it could be searched. */
const mail = ({ imap: _imap, ...smtp }: Surroundings['crm']) => ({
  type: 'email',
  settings: { ...smtp, from: 'bridge@example.org', to: 'desk@example.org' },
});
