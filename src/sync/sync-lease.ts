import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Connection } from '../connections/connection.js';
import { SyncStore } from '../store/sync.store.js';

/** So often the lease is renewed, while work goes on, as it could run out. */
const RENEWALS = 4;

/** This process' claim to be the only one that asks a CRM by itself: for polling and for reconciling alike. */
@Injectable()
export class SyncLease {
  private readonly owner = randomUUID();

  constructor(@Inject(SyncStore) private readonly store: SyncStore) {}

  /** @returns the number to write under; undefined when another process has the connection. */
  take({ id, settings }: Connection): Promise<number | undefined> {
    return this.store.lease(id, this.owner, settings.sync.takeOverAfterMs + 2 * settings.sync.pollEveryMs);
  }

  /** The CRM refused to tell, and is left alone for a while. */
  async isHeld({ id }: Connection): Promise<boolean> {
    return (await this.store.hold(id)).forMs > 0;
  }

  /** Keeps what was taken while the work goes on. */
  async during<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
    const everyMs = connection.settings.sync.takeOverAfterMs / RENEWALS;
    const renewing = setInterval(() => void this.take(connection).catch(() => undefined), everyMs);
    return work().finally(() => clearInterval(renewing));
  }
}
