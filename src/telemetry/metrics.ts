import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export const PREFIX = 'open311_bridge_';

/** Seconds: a CRM answers in a moment or takes its time limit. */
const CALL_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const MINUTE = 60;
const HOUR = 60 * MINUTE;
/** Seconds: at once, after a retry, after an outage, at the age limit. */
const JOURNEY_BUCKETS = [
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  15,
  MINUTE,
  5 * MINUTE,
  15 * MINUTE,
  HOUR,
  6 * HOUR,
  24 * HOUR,
  72 * HOUR,
];

/** What this process counts. Labels hold configured names and closed sets only: never an id, never a word of a resident's or a CRM's. */
export class Metrics {
  readonly registry = new Registry();
  readonly accepted = this.counter('requests_accepted_total', 'Reports that were committed and answered.', [
    'jurisdiction',
    'service_type',
  ]);
  readonly repeated = this.counter('requests_repeated_total', 'Reports that had come before and got their first answer again.', [
    'jurisdiction',
  ]);
  readonly attempts = this.counter('attempts_total', 'Attempts at deliveries, by what came of them and why they failed.', [
    'connection',
    'step',
    'outcome',
    'kind',
  ]);
  readonly attemptSeconds = this.histogram('attempt_duration_seconds', 'One attempt: the calls to the CRM.', CALL_BUCKETS);
  readonly journeySeconds = this.histogram(
    'accepted_to_case_seconds',
    'From the commit of a report until the CRM has its case.',
    JOURNEY_BUCKETS,
  );
  readonly probes = this.counter('probes_total', 'Checks whether the CRM is back.', ['connection', 'result']);
  readonly polls = this.counter('polls_total', 'Rounds of asking the CRM what changed.', ['connection', 'result']);
  readonly callbacks = this.counter('callbacks_total', 'Messages that CRMs sent by themselves, by what came of them.', [
    'connection',
    'result',
  ]);
  readonly callbacksApplied = this.counter('callbacks_applied_total', 'Kept messages of CRMs, by what came of applying them.', [
    'connection',
    'result',
  ]);
  readonly pushes = this.counter('update_pushes_total', 'Tries to tell a subscriber of an update, by what came of them.', [
    'subscriber',
    'result',
  ]);
  readonly queueUp = this.gauge('queue_up', '1 while what wakes the workers answers.');
  readonly pollSeconds = this.histogram('poll_duration_seconds', 'One round of asking the CRM what changed.', CALL_BUCKETS);

  /** @param ofProcess those of Node too: memory, event loop, garbage collection. */
  constructor({ ofProcess }: { ofProcess: boolean }) {
    if (ofProcess) collectDefaultMetrics({ register: this.registry });
  }

  gauge(name: string, help: string, labels: readonly string[] = []): Gauge {
    return new Gauge({ name: PREFIX + name, help, labelNames: [...labels], registers: [this.registry] });
  }

  private counter<L extends string>(name: string, help: string, labels: readonly L[]): Counter<L> {
    return new Counter({ name: PREFIX + name, help, labelNames: [...labels], registers: [this.registry] });
  }

  private histogram(name: string, help: string, buckets: number[]): Histogram<'connection'> {
    return new Histogram({ name: PREFIX + name, help, buckets, labelNames: ['connection'], registers: [this.registry] });
  }
}
