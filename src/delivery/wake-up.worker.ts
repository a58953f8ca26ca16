import { OnWorkerEvent, WorkerHost } from '@nestjs/bullmq';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import type { Job } from 'bullmq';
import type { Log } from '../settings/log.js';
import type { LookJob } from './announcer.js';

/** Passes wake-ups on. A job is done once whoever works knows of it; retries and their times are the store's. */
export abstract class WakeUpWorker extends WorkerHost implements BeforeApplicationShutdown {
  private away = false;

  /** @param meanwhile what happens to the work while nobody is woken. */
  protected constructor(
    private readonly log: Log,
    private readonly meanwhile: string,
  ) {
    super();
  }

  protected abstract wake(connection: string): void;

  process({ data }: Job<LookJob>): Promise<void> {
    this.away = false;
    this.wake(data.connection);
    return Promise.resolve();
  }

  /** Takes jobs until the application ends; each is done in no time. */
  protected run(jobsAtOnce: number): void {
    this.worker.concurrency = jobsAtOnce;
    this.worker.run().catch((error: Error) => this.log.error({ error }, 'a worker of the queue ended'));
  }

  /** Once a state change: it comes with every attempt to connect. */
  @OnWorkerEvent('error')
  lost(error: Error): void {
    if (!this.away) this.log.warn({ error }, `the queue is not reachable; ${this.meanwhile}`);
    this.away = true;
  }

  /** By force: in good order BullMQ would wait for Redis to come back, and there is no job to wait for. */
  async beforeApplicationShutdown(): Promise<void> {
    this.away = true;
    await this.worker.close(true);
  }
}
