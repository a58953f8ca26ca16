import { Processor } from '@nestjs/bullmq';
import { Inject, type OnApplicationBootstrap } from '@nestjs/common';
import { CALLBACK_QUEUE } from '../../callbacks/callback.queue.js';
import { WakeUpWorker } from '../../delivery/wake-up.worker.js';
import { Log } from '../../settings/log.js';
import { CallbackDrains } from './callback-drains.js';

const JOBS_AT_ONCE = 20;

/** Wakes the drain of a connection. */
@Processor(CALLBACK_QUEUE, { autorun: false })
export class CallbackWorker extends WakeUpWorker implements OnApplicationBootstrap {
  constructor(
    @Inject(CallbackDrains) private readonly drains: CallbackDrains,
    @Inject(Log) log: Log,
  ) {
    super(log, 'messages of CRMs are applied some seconds later');
  }

  onApplicationBootstrap(): void {
    this.run(JOBS_AT_ONCE);
    this.drains.start();
  }

  protected wake(connection: string): void {
    this.drains.wake(connection);
  }
}
