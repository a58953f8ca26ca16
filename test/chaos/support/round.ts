import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClientStore } from '../../../src/store/api-client.store.js';
import { openDatabase } from '../../../src/store/database.js';
import { migrate } from '../../../src/store/migrate.js';
import { freshDatabase } from '../../support/databases.js';
import type { TestPostgres } from '../../support/postgres.js';
import type { TestRedis } from '../../support/redis.js';
import { Apps } from './apps.js';
import { Bridges } from './bridges.js';
import { casesIn } from './cases.js';
import { Crm } from './crm.js';
import { Faults } from './faults.js';
import { tidyUp } from './operator.js';
import type { RoundOptions } from './round-options.js';
import { scheduleOf, scheduleText } from './schedule.js';
import { untilSettled } from './settle.js';
import { StoreView } from './store-view.js';
import type { Supervised } from './supervised.js';
import { type Ledgers, leftOpen, type Verdict, verdictOf } from './verdict.js';

export interface Services {
  readonly postgres: TestPostgres;
  readonly redis: TestRedis;
}

export interface RoundResult extends Verdict {
  readonly options: RoundOptions;
  readonly attempts: number;
  readonly failed: number;
  readonly kills: number;
  readonly restarts: number;
  readonly seconds: number;
  /** Logs, configuration and ledger; kept where there is a defect. */
  readonly folder: string;
}

/** Processes, apps and faults for one seed; then both ledgers are compared. */
export async function runRound(options: RoundOptions, services: Services): Promise<RoundResult> {
  const started = performance.now();
  const folder = mkdtempSync(join(tmpdir(), `bridge-chaos-${options.seed}-`));
  const round = await Round.begin(options, services, folder);
  const result = await round.run().finally(() => round.end());
  if (result.defects.length === 0) rmSync(folder, { recursive: true, force: true });
  return { ...result, options, folder, seconds: (performance.now() - started) / 1000 };
}

class Round {
  private constructor(
    private readonly options: RoundOptions,
    private readonly services: Services,
    private readonly folder: string,
    private readonly database: { url: string; drop(): Promise<void> },
    private readonly crm: Crm,
    private readonly bridges: Bridges,
    private readonly apps: Apps,
  ) {}

  static async begin(options: RoundOptions, services: Services, folder: string): Promise<Round> {
    const database = await freshDatabase(services.postgres.url);
    const [crm, key] = await Promise.all([
      Crm.start(options.adapter === 'lagan' ? 'lagan' : 'email', folder),
      preparedKey(database.url),
      services.redis.flush(),
    ]);
    const redisUrl = options.queue === 'redis' ? services.redis.url : undefined;
    const bridges = await Bridges.start(options, { folder, databaseUrl: database.url, redisUrl, crm: crm.settings });
    return new Round(options, services, folder, database, crm, bridges, new Apps(options, bridges.api, key));
  }

  async run(): Promise<Omit<RoundResult, 'options' | 'folder' | 'seconds'>> {
    const faultDefects = await this.storm();
    const store = new StoreView(this.database.url);
    const verdict = await this.judged(store).finally(() => store.close());
    await this.bridges.stop();
    const processes = [...this.bridges.all.values(), this.crm.process];
    const others = [...faultDefects, ...this.apps.defects, ...processes.flatMap((each) => each.defects)];
    const sum = (count: (each: Supervised) => number) => processes.reduce((total, each) => total + count(each), 0);
    return {
      ...verdict,
      defects: [...verdict.defects, ...others],
      kills: sum(({ kills }) => kills),
      restarts: sum(({ starts }) => starts - 1),
    };
  }

  /** Once as the faults left it, and where that is right once more after an operator has decided what was left to a person. */
  private async judged(store: StoreView): Promise<Verdict & { attempts: number; failed: number }> {
    const unsettled = await untilSettled(store);
    const ledgers = await this.ledgers(store);
    const verdict = verdictOf(ledgers);
    if (unsettled || verdict.defects.length > 0)
      return { ...verdict, defects: [...(unsettled ? [unsettled] : []), ...verdict.defects], ...(await store.attempts()) };
    await tidyUp(store, ledgers);
    const stillUnsettled = await untilSettled(store);
    const after = await this.ledgers(store);
    const { unknown, refused } = verdict;
    const final = verdictOf(after);
    const defects = [...(stillUnsettled ? [stillUnsettled] : []), ...final.defects, ...leftOpen(after)];
    return { ...final, unknown, refused, defects, ...(await store.attempts()) };
  }

  private async ledgers(store: StoreView): Promise<Ledgers> {
    return {
      filed: this.apps.reports,
      kept: await store.reports(),
      deliveries: await store.deliveries(),
      cases: casesIn(this.options.adapter, await this.crm.cases()),
      canSearch: this.options.adapter === 'lagan',
    };
  }

  async end(): Promise<void> {
    await this.bridges.stop();
    await this.crm.process.stop();
    await this.database.drop();
  }

  private async storm(): Promise<readonly string[]> {
    const schedule = scheduleOf(this.options);
    const log = createWriteStream(join(this.folder, 'faults.log'));
    log.write(`${JSON.stringify(this.options)}\n${scheduleText(schedule)}\n\n`);
    const { postgres, redis } = this.services;
    const victims = { bridges: this.bridges, crm: this.crm, postgres, redis };
    const faults = new Faults(schedule, victims, (line) => log.write(`${new Date().toISOString()} ${line}\n`));
    await this.apps.run((share) => faults.progressed(share));
    await faults.over();
    log.write(`${new Date().toISOString()} over\n`);
    await new Promise((resolve) => log.end(resolve));
    return faults.defects;
  }
}

async function preparedKey(databaseUrl: string): Promise<string> {
  const database = openDatabase({ connectionString: databaseUrl }, 1);
  try {
    await migrate(database);
    return (await new ApiClientStore(database).create('chaos', { requestsPerMinute: 0 })).key;
  } finally {
    await database.destroy();
  }
}
