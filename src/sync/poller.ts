import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { CallContext } from '../adapter-kit/adapter.js';
import { AdapterError } from '../adapter-kit/errors.js';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { nextPauseMs } from '../domain/backoff.js';
import { closedUntil } from '../domain/calendar.js';
import { Log } from '../settings/log.js';
import { LeaseLost } from '../store/sync/lease.js';
import type { PollHold } from '../store/sync/poll-hold.js';
import { SyncStore } from '../store/sync.store.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { ChangeApplier } from './change-applier.js';
import { ChangeWatcher } from './change-watcher.js';
import { pauseAfter } from './pause-after.js';
import { Poll } from './poll.js';
import { SyncLease } from './sync-lease.js';

/** However often a CRM says that something changed. */
const LEAST_BETWEEN_ROUNDS_MS = 200;

interface FailedRound {
  readonly tookMs: number;
  /** Before this round, where the one before was refused too. */
  readonly lastPauseMs?: number;
}

/** Asks every connection that can tell, one round after another, each at its own interval. */
@Injectable()
export class Poller implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private readonly timers = new Map<string, NodeJS.Timeout>();
  /** Those underway. */
  private readonly rounds = new Map<string, Promise<void>>();
  /** Connections whose next round is not to wait for its interval. */
  private readonly woken = new Set<string>();
  /** Those that this process has asked: who starts it has put something right, and does not wait for the end of a hold. */
  private readonly asked = new Set<string>();
  private readonly watcher: ChangeWatcher;

  constructor(
    @Inject(Connections) private readonly connections: Connections,
    @Inject(SyncStore) private readonly store: SyncStore,
    @Inject(SyncLease) private readonly lease: SyncLease,
    @Inject(ChangeApplier) private readonly applier: ChangeApplier,
    @Inject(Telemetry) private readonly telemetry: Telemetry,
    @Inject(Log) private readonly log: Log,
  ) {
    this.watcher = new ChangeWatcher((connection) => this.wake(connection), log);
  }

  onApplicationBootstrap(): void {
    for (const connection of this.connections.all()) {
      const { fetchChanges, fetchStatus, fetchStatuses, watchChanges } = connection.adapter;
      // Its first round begins the listening.
      if (watchChanges) this.woken.add(connection.id);
      if (fetchChanges ?? fetchStatus ?? fetchStatuses) this.schedule(connection);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    for (const timer of this.timers.values()) clearTimeout(timer);
    await Promise.all([this.watcher.close(), ...this.rounds.values()]);
  }

  /** @param tookMs the round before it. */
  private schedule(connection: Connection, tookMs = 0): void {
    if (this.stopping.signal.aborted) return;
    const { id, settings } = connection;
    const { pollEveryMs } = settings.sync;
    const pauseMs = this.woken.has(id) ? Math.min(LEAST_BETWEEN_ROUNDS_MS, pollEveryMs) : pauseAfter(tookMs, pollEveryMs);
    const timer = setTimeout(() => {
      this.woken.delete(id);
      const started = performance.now();
      const over = () => {
        this.rounds.delete(id);
        this.schedule(connection, performance.now() - started);
      };
      this.rounds.set(id, this.round(connection).finally(over));
    }, pauseMs);
    this.timers.set(id, timer);
  }

  /** What a round that is underway no longer sees is for the next one. */
  private wake(connection: Connection): void {
    const { id } = connection;
    if (this.woken.has(id)) return;
    this.woken.add(id);
    if (this.rounds.has(id)) return;
    clearTimeout(this.timers.get(id));
    this.schedule(connection);
  }

  private async round(connection: Connection): Promise<void> {
    const call = <T>(verb: (context: CallContext) => Promise<T>) =>
      connection.call({ idempotencyKey: randomUUID(), signal: this.stopping.signal }, verb);
    const { delivery, timeZone } = connection.settings;
    if (closedUntil(delivery, timeZone, new Date())) return;
    const started = performance.now();
    let hold: PollHold | undefined;
    try {
      hold = this.asked.has(connection.id) ? await this.store.hold(connection.id) : undefined;
      if (hold && hold.forMs > 0) return;
      const fence = await this.lease.take(connection);
      if (fence === undefined) return this.watcher.leave(connection);
      this.asked.add(connection.id);
      this.watcher.watch(connection);
      const poll = new Poll(connection, this.store, this.applier, call, fence);
      await this.lease.during(connection, () => poll.run(new Date()));
      this.telemetry.polled(connection.id, true, performance.now() - started);
    } catch (error) {
      await this.failed(connection, error as Error, { tookMs: performance.now() - started, lastPauseMs: hold?.lastPauseMs });
    }
  }

  private async failed(connection: Connection, error: Error, { tookMs, lastPauseMs }: FailedRound): Promise<void> {
    if (this.stopping.signal.aborted) return;
    if (error instanceof LeaseLost) return this.log.warn({ event: 'sync.lost', connection: connection.id }, error.message);
    this.telemetry.polled(connection.id, false, tookMs);
    const fields = { event: 'sync.failed', connection: connection.id, reason: error.message };
    if (error instanceof AdapterError && error.kind === 'misconfigured') {
      const pauseMs = refusedPauseMs(connection, lastPauseMs);
      this.log.error({ ...fields, pauseMs }, 'the CRM refuses to tell changes: it is left alone for a while');
      await this.store.recordRefusal(connection.id, error.message, pauseMs).catch(() => undefined);
    } else {
      this.log.warn(fields, 'a round of polling failed; the next one starts from the same cursor');
      await this.store.recordFailure(connection.id, error.message).catch(() => undefined);
    }
  }
}

/** A log-in that is refused again and again locks an account: pauses grow (ADR 44). */
function refusedPauseMs({ settings: { sync } }: Connection, lastPauseMs: number | undefined): number {
  const backoffMinMs = sync.pollEveryMs;
  const least = lastPauseMs === undefined ? backoffMinMs : Math.min(2 * lastPauseMs, sync.refusedPauseMaxMs);
  return nextPauseMs({ backoffMinMs: least, backoffMaxMs: Math.max(backoffMinMs, sync.refusedPauseMaxMs) }, lastPauseMs);
}
