import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Rounds } from '../rounds/rounds.js';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { DeliveryStore } from '../store/delivery.store.js';
import { GateStore } from '../store/gate.store.js';
import { Fallbacks } from './fallback.js';
import { Pumps } from './pumps.js';

/** Lanes are looked over and the log told of deliveries that nobody can make once in so many sweeps. */
const SWEEPS_TO_A_ROUND = 12;

/** Finds what nobody was told of: the queue was emptied or is away, a process died before it could announce, a lease ran out, a breaker may be probed. */
@Injectable()
export class Sweeper implements BeforeApplicationShutdown {
  private readonly rounds;
  private sweeps = 0;
  private failing = false;

  constructor(
    @Inject(SETTINGS) { delivery }: Settings,
    @Inject(DeliveryStore) private readonly deliveries: DeliveryStore,
    @Inject(GateStore) private readonly gates: GateStore,
    @Inject(Fallbacks) private readonly fallbacks: Fallbacks,
    @Inject(Pumps) private readonly pumps: Pumps,
    @Inject(Log) private readonly log: Log,
  ) {
    this.rounds = new Rounds(() => this.sweep(), delivery.sweepEveryMs);
  }

  start(): void {
    this.rounds.start(0);
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async sweep(): Promise<void> {
    try {
      if (this.sweeps++ % SWEEPS_TO_A_ROUND === 0) await this.lookOver();
      await this.fallbacks.run();
      for (const connection of await this.gates.withWork(this.pumps.ids)) this.pumps.wake(connection);
      this.failing = false;
    } catch (error) {
      if (!this.failing) this.log.warn({ error }, 'the sweep failed and will be tried again');
      this.failing = true;
    }
  }

  private async lookOver(): Promise<void> {
    for (const connection of await this.deliveries.unblockOrphans()) this.pumps.wake(connection);
    for (const { connection, waiting } of await this.deliveries.waitingFor(this.pumps.ids))
      this.log.error(
        { connection, waiting },
        'deliveries wait for a connection that is not configured: configure it again, or cancel them',
      );
  }
}
