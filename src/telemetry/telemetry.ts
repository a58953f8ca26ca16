import type { DeliveryStep, FailureKind } from '../domain/delivery.js';
import type { ServiceType } from '../domain/service.js';
import type { OnApplicationShutdown } from '@nestjs/common';
import { Metrics } from './metrics.js';
import { NO_TRACES, type Traces } from './traces.js';

export type AttemptOutcome = 'delivered' | 'adopted' | 'retry' | 'dead' | 'unknown' | 'cancelled' | 'handed back';

/** One attempt at a delivery that has ended. */
export interface AttemptTold {
  readonly connection: string;
  readonly step: DeliveryStep;
  readonly outcome: AttemptOutcome;
  /** Absent when it succeeded. */
  readonly kind?: FailureKind;
  /** From the claim until the outcome was known. */
  readonly tookMs: number;
  /** From the report's acceptance (`delivery.created_at`) until the claim. */
  readonly waitedMs: number;
}

/** Where the parts of the bridge say what they did. Nothing here throws, waits, or takes anything personal. */
export class Telemetry implements OnApplicationShutdown {
  constructor(
    readonly metrics: Metrics = new Metrics({ ofProcess: false }),
    readonly traces: Traces = NO_TRACES,
  ) {}

  accepted(jurisdiction: string, serviceType: ServiceType): void {
    this.metrics.accepted.inc({ jurisdiction, service_type: serviceType });
  }

  /** A report that had come before. */
  repeated(jurisdiction: string): void {
    this.metrics.repeated.inc({ jurisdiction });
  }

  attempted({ connection, step, outcome, kind, tookMs, waitedMs }: AttemptTold): void {
    this.metrics.attempts.inc({ connection, step, outcome, kind: kind ?? 'none' });
    this.metrics.attemptSeconds.observe({ connection }, seconds(tookMs));
    const isCase = step === 'create_case' && (outcome === 'delivered' || outcome === 'adopted');
    if (isCase) this.metrics.journeySeconds.observe({ connection }, seconds(waitedMs + tookMs));
  }

  /** A check whether a CRM is back. */
  probed(connection: string, ok: boolean): void {
    this.metrics.probes.inc({ connection, result: ok ? 'ok' : 'failed' });
  }

  /** A round of asking a CRM what changed. */
  polled(connection: string, ok: boolean, tookMs: number): void {
    this.metrics.polls.inc({ connection, result: ok ? 'ok' : 'failed' });
    this.metrics.pollSeconds.observe({ connection }, seconds(tookMs));
  }

  /** A message that a CRM sent. @param result `accepted`, `repeated`, or why it was not taken: a closed set. */
  calledBack(connection: string, result: string): void {
    this.metrics.callbacks.inc({ connection, result });
  }

  /** A kept message of a CRM. */
  appliedCallback(connection: string, result: 'applied' | 'retry' | 'failed'): void {
    this.metrics.callbacksApplied.inc({ connection, result });
  }

  /** A try to tell one who wants to be told of updates. */
  pushed(subscriber: string, result: 'sent' | 'retry' | 'dead'): void {
    this.metrics.pushes.inc({ subscriber, result });
  }

  async onApplicationShutdown(): Promise<void> {
    await this.traces.close();
  }
}

/** A clock that is set back must not make a histogram refuse. */
function seconds(ms: number): number {
  return Math.max(0, ms) / 1000;
}
