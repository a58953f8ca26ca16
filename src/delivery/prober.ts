import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { AdapterError } from '../adapter-kit/errors.js';
import { Redactor } from '../adapter-kit/redactor.js';
import type { Connection } from '../connections/connection.js';
import { Log } from '../settings/log.js';
import { GateStore } from '../store/gate.store.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { probePauseMs } from './outcome.js';

/** A dead prober's turn goes to another process after this, beside the call's own limit. */
const LEASE_MARGIN_MS = 5_000;

/** Asks connections whose circuit breaker is open whether they are back, one process at a time. */
@Injectable()
export class Prober {
  private readonly stopping = new AbortController();

  constructor(
    @Inject(GateStore) private readonly gates: GateStore,
    @Inject(Telemetry) private readonly telemetry: Telemetry,
    @Inject(Log) private readonly log: Log,
  ) {}

  stop(): void {
    this.stopping.abort(new Error('the bridge is stopping'));
  }

  /** @returns whether the connection answered. False also when it was not time, or another process asks. */
  async probe(connection: Connection): Promise<boolean> {
    const { delivery, secrets } = connection.settings;
    const turn = await this.gates.leaseProbe(connection.id, delivery.callTimeoutMs + LEASE_MARGIN_MS);
    if (!turn) return false;
    try {
      const options = { idempotencyKey: randomUUID(), signal: this.stopping.signal };
      await connection.call(options, (context) => connection.adapter.check(context));
      await this.gates.answered(connection.id);
      this.telemetry.probed(connection.id, true);
      this.log.info({ event: 'breaker.probed', connection: connection.id }, 'the CRM answers again');
      return true;
    } catch (error) {
      if (this.stopping.signal.aborted) return this.gates.releaseProbe(connection.id).then(() => false);
      const { kind, message } = error as AdapterError;
      const reason = new Redactor(secrets).redact(message);
      const pauseMs = probePauseMs(error, delivery, turn.lastPauseMs);
      this.telemetry.probed(connection.id, false);
      await this.gates.stillAway(connection.id, { kind, reason, pauseMs });
      this.log.warn({ event: 'breaker.probed', connection: connection.id, kind, reason, pauseMs }, 'the CRM does not answer yet');
      return false;
    }
  }
}
