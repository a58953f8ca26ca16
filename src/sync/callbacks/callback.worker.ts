import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { CALLBACK_QUEUE } from '../../callbacks/callback.queue.js';
import type { LookJob } from '../../delivery/announcer.js';
import { Log } from '../../settings/log.js';
import { CallbackDrains } from './callback-drains.js';

/** Jobs taken at once: each is done in no time. */
const CONCURRENCY = 20;

/** Passes wake-ups on. A job is done once the drain knows. */
@Processor(CALLBACK_QUEUE, { autorun: false })
export class CallbackWorker extends WorkerHost implements OnApplicationBootstrap {
  private away = false;

  constructor(
    @Inject(CallbackDrains) private readonly drains: CallbackDrains,
    @Inject(Log) private readonly log: Log,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    this.worker.concurrency = CONCURRENCY;
    this.worker.run().catch((error: Error) => this.log.error({ error }, 'the worker that applies messages of CRMs ended'));
    this.drains.start();
  }

  process({ data }: Job<LookJob>): Promise<void> {
    this.away = false;
    this.drains.wake(data.connection);
    return Promise.resolve();
  }

  /** Once a state change: it comes with every attempt to connect. */
  @OnWorkerEvent('error')
  lost(error: Error): void {
    if (!this.away) this.log.warn({ error }, 'the queue is not reachable; messages of CRMs are applied some seconds later');
    this.away = true;
  }
}
