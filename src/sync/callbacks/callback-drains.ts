import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Connections } from '../../connections/connections.js';
import { Rounds } from '../../rounds/rounds.js';
import { Log } from '../../settings/log.js';
import { CallbackStore } from '../../store/callback.store.js';
import { Telemetry } from '../../telemetry/telemetry.js';
import { ChangeApplier } from '../change-applier.js';
import { CallbackDrain } from './callback-drain.js';

/** How often messages that nobody was told of are looked for. */
const SWEEP_EVERY_MS = 5_000;
const SWEEPS_TO_A_PRUNING = 120;
const PRUNED_AT_ONCE = 1_000;
const DAY = 24 * 60 * 60 * 1000;

/** The drains of this process, one a connection that takes messages. */
@Injectable()
export class CallbackDrains implements BeforeApplicationShutdown {
  private readonly owner = randomUUID();
  private readonly rounds = new Rounds(() => this.sweep(), SWEEP_EVERY_MS);
  private readonly drains: ReadonlyMap<string, CallbackDrain>;
  private sweeps = 0;
  private failing = false;

  constructor(
    @Inject(Connections) private readonly connections: Connections,
    @Inject(CallbackStore) private readonly store: CallbackStore,
    @Inject(ChangeApplier) applier: ChangeApplier,
    @Inject(Telemetry) telemetry: Telemetry,
    @Inject(Log) private readonly log: Log,
  ) {
    const parts = { owner: this.owner, store, applier, telemetry, log, signal: this.rounds.signal };
    this.drains = new Map(
      connections.all().flatMap((connection) => {
        const { callback } = connection.settings;
        return callback ? [[connection.id, new CallbackDrain(connection, callback, parts)] as const] : [];
      }),
    );
  }

  start(): void {
    if (this.drains.size > 0) this.rounds.start(0);
  }

  wake(connection: string): void {
    this.drains.get(connection)?.wake();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.rounds.stop();
    await Promise.all([...this.drains.values()].map((drain) => drain.stopped()));
    await this.store.handBack(this.owner).catch(() => undefined);
  }

  private async sweep(): Promise<void> {
    try {
      for (const connection of await this.store.due([...this.drains.keys()])) this.wake(connection);
      if (this.sweeps++ % SWEEPS_TO_A_PRUNING === 0) await this.prune();
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.warn({ error }, 'messages of CRMs could not be looked for; they are looked for again');
      this.failing = true;
    }
  }

  private async prune(): Promise<void> {
    for (const { id, settings } of this.connections.all()) {
      if (!settings.callback) continue;
      const before = new Date(Date.now() - settings.callback.keepDays * DAY);
      while (!this.rounds.signal.aborted && (await this.store.prune(id, before, PRUNED_AT_ONCE)) === PRUNED_AT_ONCE);
    }
  }
}
