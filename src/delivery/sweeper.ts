import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { Log } from '../settings/log.js';
import { DeliveryStore } from '../store/delivery.store.js';
import { DeliveryQueue } from './delivery.queue.js';

/** A job younger than this is believed to be in the queue. */
const QUIET_MS = 30_000;
const BATCH = 1000;

/** Finds deliveries that are due and have no job: the queue was emptied, the process died between commit and announcement, a lease ran out. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> = Promise.resolve();
  private quietMs = 0;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(DeliveryStore) private readonly deliveries: DeliveryStore,
    @Inject(DeliveryQueue) private readonly queue: DeliveryQueue,
    @Inject(Log) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule(0);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    await this.sweeping;
  }

  private schedule(inMs: number): void {
    this.timer = setTimeout(() => {
      this.sweeping = this.sweep().finally(() => this.schedule(this.settings.delivery.sweepEveryMs));
    }, inMs);
    this.timer.unref();
  }

  /** The first sweep after a start believes in no job at all: adding one twice is harmless, waiting for a lost one is not. */
  private async sweep(): Promise<void> {
    const announcedBefore = new Date(Date.now() - this.quietMs);
    try {
      for (let found = BATCH; found === BATCH;) {
        const due = await this.deliveries.takeDue(announcedBefore, BATCH);
        this.queue.announce(due.map(({ id, ...rest }) => ({ deliveryId: id, ...rest })));
        found = due.length;
      }
      this.quietMs = QUIET_MS;
    } catch (error) {
      this.log.warn({ error }, 'the sweep failed and will be tried again');
    }
  }
}
