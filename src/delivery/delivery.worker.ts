import { Processor } from '@nestjs/bullmq';
import { Inject } from '@nestjs/common';
import { Log } from '../settings/log.js';
import { DELIVERY_QUEUE } from './delivery.queue.js';
import { Pumps } from './pumps.js';
import { WakeUpWorker } from './wake-up.worker.js';

const JOBS_AT_ONCE = 50;

/** Wakes the pump of a connection. */
@Processor(DELIVERY_QUEUE, { autorun: false })
export class DeliveryWorker extends WakeUpWorker {
  constructor(
    @Inject(Pumps) private readonly pumps: Pumps,
    @Inject(Log) log: Log,
  ) {
    super(log, 'the sweepers find what is due');
  }

  start(): void {
    this.run(JOBS_AT_ONCE);
  }

  protected wake(connection: string): void {
    this.pumps.wake(connection);
  }
}
