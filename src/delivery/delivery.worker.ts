import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type { Job } from 'bullmq';
import { Log } from '../settings/log.js';
import { DELIVERY_QUEUE, type DeliveryJob } from './delivery.queue.js';
import { Pumps } from './pumps.js';

/** Passes wake-ups on. A job is done once the pump knows; retries and their times are the store's. */
@Processor(DELIVERY_QUEUE, { autorun: false })
export class DeliveryWorker extends WorkerHost {
  private away = false;

  constructor(
    @Inject(Pumps) private readonly pumps: Pumps,
    @Inject(Log) private readonly log: Log,
  ) {
    super();
  }

  process({ data }: Job<DeliveryJob>): Promise<void> {
    this.away = false;
    this.pumps.wake(data.connection);
    return Promise.resolve();
  }

  /** Once a state change: it comes with every attempt to connect. */
  @OnWorkerEvent('error')
  lost(error: Error): void {
    if (!this.away) this.log.warn({ error }, 'the queue is not reachable; the sweepers find what is due');
    this.away = true;
  }
}
