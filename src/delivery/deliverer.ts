import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AdapterError, OutcomeUnknownError } from '../adapter-kit/errors.js';
import type { Exchange } from '../adapter-kit/http.js';
import { Redactor } from '../adapter-kit/redactor.js';
import type { CallOptions, Connection } from '../connections/connection.js';
import { Log } from '../settings/log.js';
import type { ClaimedDelivery } from '../store/claim.js';
import { DeliveryStore } from '../store/delivery.store.js';
import { RequestErased } from '../store/material.store.js';
import type { Outcome, Settled } from '../store/settle.js';
import { Attempt, type AttemptResult, LeaseTooShort } from './attempt.js';
import type { Lease } from './lease.js';
import { judge } from './outcome.js';
import { NotSent } from './steps/step.js';
import { StepMaker } from './steps/step-maker.js';

/** Makes one attempt at a claimed delivery and writes down what came of it. */
@Injectable()
export class Deliverer {
  readonly worker = `${hostname()}:${process.pid}`;
  private readonly stopping = new AbortController();

  constructor(
    @Inject(DeliveryStore) private readonly deliveries: DeliveryStore,
    @Inject(StepMaker) private readonly steps: StepMaker,
    @Inject(Log) private readonly log: Log,
  ) {}

  /** Cuts off the calls in hand; what they were about to do is looked for by whoever takes them next. */
  stop(): void {
    this.stopping.abort(new Error('the bridge is stopping'));
  }

  /** Never throws for anything that an adapter or a request does. @throws what keeps the store from being written. */
  async attempt(
    delivery: ClaimedDelivery,
    connection: Connection,
    lease: Lease,
  ): Promise<{ settled: Settled; outcome: Outcome }> {
    const exchanges: Exchange[] = [];
    const startedAt = new Date();
    const result = await this.result(delivery, connection, lease, exchanges);
    const endedAt = new Date();
    const settled = await this.deliveries.settle(
      delivery,
      result.outcome,
      result.verdict,
      { startedAt, endedAt, worker: this.worker, exchanges },
      { attachPictures: connection.adapter.attachMedia !== undefined },
    );
    this.report(delivery, result.outcome, settled, endedAt.getTime() - startedAt.getTime());
    return { settled, outcome: result.outcome };
  }

  private async result(
    delivery: ClaimedDelivery,
    connection: Connection,
    lease: Lease,
    exchanges: Exchange[],
  ): Promise<AttemptResult> {
    let personal: readonly string[] = [];
    let attempt: Attempt | undefined;
    try {
      if (delivery.startInMs > 0) await sleep(delivery.startInMs, undefined, { signal: this.stopping.signal });
      const step = await this.steps.make(delivery, connection);
      personal = step.personal;
      attempt = new Attempt(delivery, step, connection, lease, this.options(delivery, personal, exchanges), this.deliveries);
      return await attempt.run();
    } catch (error) {
      const failed = this.failed(error, delivery, connection, attempt?.sending ?? false);
      return { ...failed, outcome: redacted(failed.outcome, [...connection.settings.secrets, ...personal]) };
    }
  }

  private failed(error: unknown, delivery: ClaimedDelivery, connection: Connection, sending: boolean): AttemptResult {
    const nothing = { is: 'nothing' } as const;
    const reason = error instanceof Error ? error.message : String(error);
    if (error instanceof RequestErased) return { outcome: { is: 'cancelled', reason }, verdict: nothing };
    if (error instanceof NotSent) {
      const { retryInMs: pauseMs } = error;
      if (pauseMs === undefined) return { outcome: { is: 'cancelled', reason }, verdict: nothing };
      return { outcome: { is: 'handed back', reason, mayExist: delivery.mayExist, pauseMs }, verdict: nothing };
    }
    if (this.stopping.signal.aborted || error instanceof LeaseTooShort) {
      const mayExist = sending || delivery.mayExist;
      return { outcome: { is: 'handed back', reason, mayExist, pauseMs: 0 }, verdict: nothing };
    }
    if (!(error instanceof AdapterError) && !sending) throw error;
    const known = error instanceof AdapterError ? error : new OutcomeUnknownError(reason, { cause: error });
    return judge({ error: known, sending }, delivery, connection.settings.delivery, new Date());
  }

  private options(delivery: ClaimedDelivery, personal: readonly string[], exchanges: Exchange[]): CallOptions {
    const results = new Map(Object.entries(delivery.results));
    return {
      idempotencyKey: delivery.id,
      signal: this.stopping.signal,
      personal,
      capture: (exchange) => exchanges.push(exchange),
      kept: {
        get: (name) => results.get(name),
        keep: async (name, value) => {
          await this.deliveries.keepResult(delivery, name, value);
          results.set(name, value);
        },
      },
    };
  }

  private report(delivery: ClaimedDelivery, outcome: Outcome, { written, opened, recovered }: Settled, tookMs: number): void {
    const { id: deliveryId, connection, step, attempt } = delivery;
    const fields = { event: 'delivery.attempted', deliveryId, connection, step, attempt, tookMs, ...outcome };
    if (!written) return this.log.warn(fields, 'another worker has taken this delivery over; its record stands');
    if (opened)
      this.log.error(
        { ...fields, event: 'breaker.opened' },
        'the circuit breaker opened: nothing is sent until a check succeeds',
      );
    if (recovered) this.log.info({ event: 'breaker.closed', connection }, 'the CRM takes deliveries again');
    if (outcome.is === 'dead' || outcome.is === 'unknown') return this.log.error(fields, 'delivery needs an operator');
    if (outcome.is === 'retry') return this.log.warn(fields, 'delivery failed and will be tried again');
    this.log.info(fields, outcome.is);
  }
}

/** A CRM repeats what it refuses, and a reason reaches logs, journeys and the holder of a token (POST-21, TOK-3). */
function redacted(outcome: Outcome, secrets: readonly string[]): Outcome {
  return 'reason' in outcome ? { ...outcome, reason: new Redactor(secrets).redact(outcome.reason) } : outcome;
}
