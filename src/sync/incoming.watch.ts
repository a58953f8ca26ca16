import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Connections } from '../connections/connections.js';
import { Rounds } from '../rounds/rounds.js';
import { Log } from '../settings/log.js';
import { IncomingChangeStore } from '../store/incoming-change.store.js';
import { KeptChanges } from './kept-changes.js';

/** How long after its case became known a kept change waits at most. */
const EVERY_MS = 3_000;
const AT_ONCE = 200;
const PRUNED_AT_ONCE = 1_000;

/** Applies kept changes once their case is known, and forgets old ones. Several processes may do so at once: applying twice changes nothing. */
@Injectable()
export class IncomingWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly rounds = new Rounds(() => this.round(), EVERY_MS);

  constructor(
    @Inject(Connections) private readonly connections: Connections,
    @Inject(KeptChanges) private readonly kept: KeptChanges,
    @Inject(IncomingChangeStore) private readonly incoming: IncomingChangeStore,
    @Inject(Log) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async round(): Promise<void> {
    await this.look().catch((error: unknown) =>
      this.log.warn({ event: 'sync.kept', error }, 'kept changes could not be looked at'),
    );
  }

  private async look(): Promise<void> {
    const connections = this.connections.all().map(({ settings }) => settings);
    const released = await this.kept.release(connections, AT_ONCE);
    if (released > 0) this.log.info({ event: 'sync.released', released }, 'kept changes were applied: their cases are known now');
    await this.incoming.prune(PRUNED_AT_ONCE);
  }
}
