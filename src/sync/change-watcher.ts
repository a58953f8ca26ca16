import type { Connection } from '../connections/connection.js';
import type { Log } from '../settings/log.js';

/**
 * Wakes the polling of CRMs that can say at once that something may have changed. Polling goes on without it: a watch that breaks is begun again after
 * the next round.
 */
export class ChangeWatcher {
  private readonly watches = new Map<string, { readonly stop: AbortController; readonly over: Promise<void> }>();
  private isClosed = false;

  constructor(
    private readonly wake: (connection: Connection) => void,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** From the process that polls the connection: no other has to know. */
  watch(connection: Connection): void {
    if (this.isClosed || !connection.adapter.watchChanges || this.watches.has(connection.id)) return;
    const stop = new AbortController();
    const over = connection
      .watch(stop.signal, () => this.wake(connection))
      .catch((error: Error) => {
        if (!stop.signal.aborted)
          this.log.warn(
            { connection: connection.id, reason: error.message },
            'the CRM no longer tells at once what changed; it is polled',
          );
      })
      .finally(() => this.watches.delete(connection.id));
    this.watches.set(connection.id, { stop, over });
  }

  /** Another process polls it. */
  leave({ id }: Connection): void {
    this.watches.get(id)?.stop.abort();
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const watches = [...this.watches.values()];
    for (const { stop } of watches) stop.abort();
    await Promise.all(watches.map(({ over }) => over));
  }
}
