import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AdapterError, OutcomeUnknownError } from '../adapter-kit/errors.js';
import type { Exchange } from '../adapter-kit/http.js';
import { Redactor } from '../adapter-kit/redactor.js';
import type { CallOptions, Connection } from '../connections/connection.js';
import { Log } from '../settings/log.js';
import type { ClaimedDelivery } from '../store/claim.js';
import { isDatabaseAway } from '../store/database.js';
import { DeliveryStore } from '../store/delivery.store.js';
import { RequestErased } from '../store/material.store.js';
import type { AttemptRecord, Outcome, Settled } from '../store/settle.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { Attempt, type AttemptResult, LeaseTooShort } from './attempt.js';
import { attemptLine } from './attempt-line.js';
import type { Lease } from './lease.js';
import { judge } from './outcome.js';
import { NotSent } from './steps/step.js';
import { StepMaker } from './steps/step-maker.js';

/** What a call takes along, and who hears of it. */
type Wire = Required<Pick<CallOptions, 'capture' | 'headers'>>;

/** Makes one attempt at a claimed delivery and writes down what came of it. */
@Injectable()
export class Deliverer {
  readonly worker = `${hostname()}:${process.pid}`;
  private readonly stopping = new AbortController();

  constructor(
    @Inject(DeliveryStore) private readonly deliveries: DeliveryStore,
    @Inject(StepMaker) private readonly steps: StepMaker,
    @Inject(Telemetry) private readonly telemetry: Telemetry,
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
    const span = this.telemetry.traces.delivering(delivery);
    const startedAt = new Date();
    const capture = (exchange: Exchange) => {
      exchanges.push(exchange);
      span.called(exchange);
    };
    const {
      outcome,
      verdict,
      hasPictures = false,
    } = await this.result(delivery, connection, lease, { capture, headers: span.headers });
    span.end({ outcome: saidOf(outcome), kind: 'kind' in outcome ? outcome.kind : undefined });
    const record = { startedAt, endedAt: new Date(), worker: this.worker, exchanges };
    const attachPictures = hasPictures && connection.adapter.attachMedia !== undefined;
    const settled = await whileDatabaseIsAway(lease, () =>
      this.deliveries.settle(delivery, outcome, verdict, record, { attachPictures }),
    );
    this.tell(delivery, outcome, settled, record, span.traceId);
    return { settled, outcome };
  }

  private async result(delivery: ClaimedDelivery, connection: Connection, lease: Lease, wire: Wire): Promise<AttemptResult> {
    let personal: readonly string[] = [];
    let attempt: Attempt | undefined;
    try {
      if (delivery.startInMs > 0) await sleep(delivery.startInMs, undefined, { signal: this.stopping.signal });
      const step = await this.steps.make(delivery, connection);
      personal = step.personal;
      attempt = new Attempt(delivery, step, connection, lease, this.options(delivery, personal, wire), this.deliveries);
      return { ...(await attempt.run()), hasPictures: step.hasPictures };
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
      const { callTimeoutMs, settleMs } = connection.settings.delivery;
      // Cut off, a CRM may go on for as long as it could have taken to answer: looked for earlier, the case would not be there yet.
      const pauseMs = sending ? callTimeoutMs + settleMs : 0;
      return { outcome: { is: 'handed back', reason, mayExist: sending || delivery.mayExist, pauseMs }, verdict: nothing };
    }
    if (!(error instanceof AdapterError) && !sending) throw error;
    const known = error instanceof AdapterError ? error : new OutcomeUnknownError(reason, { cause: error });
    return judge({ error: known, sending }, delivery, connection.settings.delivery, new Date());
  }

  private options(delivery: ClaimedDelivery, personal: readonly string[], wire: Wire): CallOptions {
    const results = new Map(Object.entries(delivery.results));
    return {
      idempotencyKey: delivery.id,
      signal: this.stopping.signal,
      personal,
      ...wire,
      kept: {
        get: (name) => results.get(name),
        keep: async (name, value) => {
          await this.deliveries.keepResult(delivery, name, value);
          results.set(name, value);
        },
      },
    };
  }

  private tell(delivery: ClaimedDelivery, outcome: Outcome, settled: Settled, record: AttemptRecord, traceId?: string): void {
    const { id: deliveryId, publicId: requestId, connection, step, attempt, createdAt } = delivery;
    const kind = 'kind' in outcome ? outcome.kind : undefined;
    const reason = 'reason' in outcome ? outcome.reason : undefined;
    const tookMs = record.endedAt.getTime() - record.startedAt.getTime();
    const waitedMs = record.startedAt.getTime() - createdAt.getTime();
    const { written, opened, recovered } = settled;
    const told = { connection, step, outcome: saidOf(outcome), kind, tookMs } as const;
    const { level, fields, message } = attemptLine({
      ...told,
      deliveryId,
      requestId,
      attempt,
      reason,
      traceId,
      written,
    });
    this.log[level](fields, message);
    if (written) this.telemetry.attempted({ ...told, waitedMs });
    if (opened)
      this.log.error({ event: 'breaker.opened', connection, kind, reason }, 'nothing is sent until a check of the CRM succeeds');
    if (recovered) this.log.info({ event: 'breaker.closed', connection }, 'the CRM takes deliveries again');
  }
}

const saidOf = (outcome: Outcome) => (outcome.is === 'delivered' && outcome.adopted ? 'adopted' : outcome.is);

const TRY_AGAIN_MS = 200;

/** What came of a call is too dear to lose over a restart of the database: it is kept for as long as the lease lasts. */
async function whileDatabaseIsAway<T>({ endsAt }: Lease, write: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (!isDatabaseAway(error) || performance.now() + TRY_AGAIN_MS > endsAt) throw error;
      await sleep(TRY_AGAIN_MS);
    }
  }
}

/** A CRM repeats what it refuses, and a reason reaches logs, journeys and the holder of a token (POST-21, TOK-3). */
function redacted(outcome: Outcome, secrets: readonly string[]): Outcome {
  return 'reason' in outcome ? { ...outcome, reason: new Redactor(secrets).redact(outcome.reason) } : outcome;
}
