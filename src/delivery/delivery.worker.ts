import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import type { Job } from 'bullmq';
import { Log } from '../settings/log.js';
import { Deliverer } from './deliverer.js';
import { DELIVERY_QUEUE, type DeliveryJob, DeliveryQueue } from './delivery.queue.js';

/**
 * Tells BullMQ nothing but "done": retries are the store's, announced as jobs of their own. A job that fails (the database is away)
 * is dropped; the sweeper announces its delivery again.
 */
@Processor(DELIVERY_QUEUE, { autorun: false })
export class DeliveryWorker extends WorkerHost {
  constructor(
    @Inject(Deliverer) private readonly deliverer: Deliverer,
    @Inject(DeliveryQueue) private readonly queue: DeliveryQueue,
    @Inject(Log) private readonly log: Log,
  ) {
    super();
  }

  async process({ data }: Job<DeliveryJob>): Promise<void> {
    const next = await this.deliverer.attempt(data.deliveryId, data.connection);
    if (next) this.queue.announce([{ ...next, connection: data.connection }]);
  }

  @OnWorkerEvent('failed')
  failed(job: Job<DeliveryJob> | undefined, error: Error): void {
    this.log.warn(
      { error, deliveryId: job?.data.deliveryId },
      'a job failed before its outcome was written; the sweeper will announce it again',
    );
  }

  @OnWorkerEvent('error')
  lost(error: Error): void {
    this.log.warn({ error }, 'the queue is not reachable; deliveries wait');
  }
}
