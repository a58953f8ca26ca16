import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { AdapterError } from '../adapter-kit/errors.js';
import { Redactor } from '../adapter-kit/redactor.js';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { closedUntil } from '../domain/calendar.js';
import type { FailureKind } from '../domain/delivery.js';
import { Log } from '../settings/log.js';
import { GateStore } from '../store/gate.store.js';
import { probePauseMs } from './outcome.js';

/** What time may mend. Anything else is for a person, and asking again only repeats a refused log-in. */
const PASSING: readonly FailureKind[] = ['transient', 'unavailable', 'unknown'];
/** The longest that setTimeout takes. */
const LONGEST_TIMER_MS = 2_147_483_647;

/**
 * Asks every connection at start whether the CRM answers and takes our credentials, before the first report does. Nothing waits for it and it holds
 * nothing: what it finds is told. One whose breaker is not closed is the prober's.
 */
@Injectable()
export class StartChecks implements BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(Connections) private readonly connections: Connections,
    @Inject(GateStore) private readonly gates: GateStore,
    @Inject(Log) private readonly log: Log,
  ) {}

  start(): void {
    this.running = Promise.all(this.connections.all().map((connection) => this.check(connection)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort(new Error('the bridge is stopping'));
    await this.running;
  }

  private async check(connection: Connection): Promise<void> {
    let lastPauseMs: number | undefined;
    try {
      for (;;) {
        await this.untilOpen(connection);
        const gate = await this.gates.state(connection.id);
        if (gate?.breaker !== 'closed' || gate.paused) return;
        const failure = await this.ask(connection);
        if (!failure || !PASSING.includes(failure.kind)) return;
        lastPauseMs = probePauseMs(failure, connection.settings.delivery, lastPauseMs);
        await this.pause(lastPauseMs);
      }
    } catch (error) {
      if (!this.stopping.signal.aborted)
        this.log.warn({ error, connection: connection.id }, 'the connection could not be checked');
    }
  }

  private async ask(connection: Connection): Promise<AdapterError | undefined> {
    const fields = { event: 'connection.checked', connection: connection.id };
    try {
      const options = { idempotencyKey: randomUUID(), signal: this.stopping.signal };
      await connection.call(options, (context) => connection.adapter.check(context));
      await this.gates.checked(connection.id);
      this.log.info(fields, 'the CRM answers and takes our credentials');
      return undefined;
    } catch (error) {
      this.stopping.signal.throwIfAborted();
      const { kind, message } = error as AdapterError;
      const reason = new Redactor(connection.settings.secrets).redact(message);
      await this.gates.checked(connection.id, { kind, reason });
      const mends = PASSING.includes(kind);
      this.log[mends ? 'warn' : 'error'](
        { ...fields, kind, reason },
        'the check of the connection failed; reports are sent all the same',
      );
      return error as AdapterError;
    }
  }

  private async untilOpen({ settings: { delivery, timeZone } }: Connection): Promise<void> {
    const now = new Date();
    const until = closedUntil(delivery, timeZone, now);
    if (until) await this.pause(until.getTime() - now.getTime());
  }

  private async pause(ms: number): Promise<void> {
    await sleep(Math.min(ms, LONGEST_TIMER_MS), undefined, { signal: this.stopping.signal, ref: false });
  }
}
