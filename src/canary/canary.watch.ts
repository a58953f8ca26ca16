import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Connections } from '../connections/connections.js';
import { closedUntil } from '../domain/calendar.js';
import { DeliveryQueue } from '../delivery/delivery.queue.js';
import { Rounds } from '../rounds/rounds.js';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { CanaryStore } from '../store/canary.store.js';
import { DeadLetterStore } from '../store/dead-letters.store.js';
import { CanaryCase } from './canary-case.js';
import { CanaryRound } from './canary-round.js';
import { canaryPlans, type CanaryPlan, newCanary } from './new-canary.js';

const EVERY_MS = 2_000;
/** How long a dead process keeps the others from looking. A call may take longer: what it brings is written under the number of its lease or not at all. */
const LEASE_MS = 30_000;
const PRUNED_AT_ONCE = 100;

/** Sends canaries when it is time, and sees each through: one of all processes for a connection. */
@Injectable()
export class CanaryWatch implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly owner = randomUUID();
  private readonly rounds = new Rounds(() => Promise.all(this.canaries.map((each) => this.look(each))), EVERY_MS);
  private readonly canaries: readonly { readonly plan: CanaryPlan; readonly round: CanaryRound }[];

  constructor(
    @Inject(SETTINGS) { jurisdictions }: Settings,
    @Inject(Connections) connections: Connections,
    @Inject(CanaryStore) private readonly store: CanaryStore,
    @Inject(DeadLetterStore) letters: DeadLetterStore,
    @Inject(DeliveryQueue) private readonly queue: DeliveryQueue,
    @Inject(Log) private readonly log: Log,
  ) {
    this.canaries = canaryPlans(jurisdictions).map((plan) => {
      const crmCase = new CanaryCase(connections.get(plan.connection.id)!, plan.canary, this.rounds.signal);
      return { plan, round: new CanaryRound(store, crmCase, letters, log) };
    });
  }

  onApplicationBootstrap(): void {
    if (this.canaries.length > 0) this.rounds.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.rounds.stop();
  }

  private async look({ plan, round }: (typeof this.canaries)[number]): Promise<void> {
    const { id: connection } = plan.connection;
    try {
      const fence = await this.store.lease(connection, this.owner, LEASE_MS);
      if (fence === undefined) return;
      const underWay = await this.store.underWay(connection);
      if (underWay) await round.follow(underWay, fence);
      else if (await this.isTime(plan)) await this.send(plan);
    } catch (error) {
      if (this.rounds.signal.aborted) return;
      this.log.warn({ event: 'canary.round', connection, error }, 'the canary could not be looked at; the next round does it');
    }
  }

  private async isTime({ connection: { id, delivery, timeZone }, canary }: CanaryPlan): Promise<boolean> {
    if (closedUntil(delivery, timeZone, new Date())) return false;
    return this.store.isTime(id, canary.everyMinutes);
  }

  private async send(plan: CanaryPlan): Promise<void> {
    const canary = newCanary(plan);
    if (!(await this.store.start(canary))) return;
    this.queue.announce([canary.connection]);
    this.log.info({ event: 'canary.started', connection: canary.connection, requestId: canary.publicId }, 'a canary was sent');
    await this.store.prune(PRUNED_AT_ONCE);
  }
}
