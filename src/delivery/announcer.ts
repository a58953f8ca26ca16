import type { Queue } from 'bullmq';
import type { Log } from '../settings/log.js';

/** There is work for a connection: look. */
export interface LookJob {
  readonly connection: string;
}

const JOB_OPTIONS = { removeOnComplete: true, removeOnFail: true } as const;

/**
 * Tells a queue's workers that there is work. It is never the truth: what is announced is already committed, and whatever is lost on the way is found by
 * whoever sweeps. Announcements are collected while the last ones are on their way, so that a connection is named once however much there is for it.
 */
export class Announcer {
  private waiting = new Set<string>();
  private flushing = false;
  private away = false;

  constructor(
    private readonly queue: Queue<LookJob>,
    private readonly log: Log,
  ) {}

  /** Returns at once and never throws: nobody waits for the queue. */
  announce(connections: readonly string[]): void {
    for (const connection of connections) this.waiting.add(connection);
    if (!this.flushing) void this.flush();
  }

  private async flush(): Promise<void> {
    this.flushing = true;
    while (this.waiting.size > 0) {
      const batch = [...this.waiting];
      this.waiting.clear();
      await this.queue.addBulk(batch.map(toJob)).then(
        () => (this.away = false),
        (error: Error) => this.failed(error),
      );
    }
    this.flushing = false;
  }

  /** Once a state change: a queue that is away for an hour is one line, not one a report. */
  private failed(error: Error): void {
    if (!this.away) this.log.warn({ error }, 'the queue takes no jobs; the sweepers find what is due');
    this.away = true;
  }
}

function toJob(connection: string) {
  return { name: 'look', data: { connection }, opts: JOB_OPTIONS };
}
