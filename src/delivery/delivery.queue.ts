import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Log } from '../settings/log.js';
import { DeliveryStore } from '../store/delivery.store.js';

export const DELIVERY_QUEUE = 'delivery';

export interface DeliveryJob {
  readonly deliveryId: string;
  readonly connection: string;
}

export interface Announcement extends DeliveryJob {
  /** With the delivery's id it names one attempt, so that a job added twice is one job. */
  readonly fence: number;
  readonly inMs?: number;
}

const BATCH = 500;
const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true } as const;

/**
 * Wakes workers up. It is never the truth: what is announced here is already committed, and a job that is lost is made again by the
 * sweeper. Announcements are collected while a batch is on its way.
 */
@Injectable()
export class DeliveryQueue implements BeforeApplicationShutdown {
  private waiting: Announcement[] = [];
  private flushing: Promise<void> | undefined;

  constructor(
    @InjectQueue(DELIVERY_QUEUE) private readonly queue: Queue<DeliveryJob>,
    @Inject(DeliveryStore) private readonly deliveries: DeliveryStore,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** Returns at once and never throws: nobody who files a report waits for the queue. */
  announce(announcements: readonly Announcement[]): void {
    this.waiting.push(...announcements);
    this.flushing ??= this.flush().finally(() => (this.flushing = undefined));
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.flushing;
  }

  private async flush(): Promise<void> {
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0, BATCH);
      try {
        await this.queue.addBulk(batch.map(toJob));
        await this.deliveries.markEnqueued(batch.filter(({ fence }) => fence === 0).map(({ deliveryId }) => deliveryId));
      } catch (error) {
        this.log.warn({ error, jobs: batch.length }, 'the queue did not take these jobs; the sweeper will announce them again');
      }
    }
  }
}

function toJob({ deliveryId, connection, fence, inMs }: Announcement) {
  return {
    name: 'attempt',
    data: { deliveryId, connection },
    opts: { ...JOB_OPTIONS, jobId: `${deliveryId}-${fence}`, delay: inMs },
  };
}
