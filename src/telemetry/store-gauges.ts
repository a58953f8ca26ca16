import { setTimeout as sleep } from 'node:timers/promises';
import type { Gauge } from 'prom-client';
import type { BreakerState } from '../domain/delivery.js';
import type { AttentionKind } from '../domain/alert.js';
import type { AttentionFigure } from '../store/attention.store.js';
import type { RoundTrip } from '../store/canary-figures.store.js';
import type { ConnectionFigures } from '../store/delivery-figures.store.js';
import type { Metrics } from './metrics.js';

/** Several scrapers, or one in a hurry, read the same figures. */
const FRESH_MS = 5_000;
/** Reading takes at most this share of the time, however long the backlog. */
const REST = 20;
/** A scrape waits no longer; Prometheus itself gives up after ten seconds. */
const PATIENCE_MS = 3_000;

const BREAKER: Readonly<Record<BreakerState, number>> = { closed: 0, half_open: 1, open: 2 };

const FIGURES: readonly (readonly [string, string, (figures: ConnectionFigures) => number | undefined])[] = [
  [
    'deliveries_waiting',
    'Deliveries that are neither done nor given up: due, waiting for their time, or in hand.',
    (f) => f.waiting,
  ],
  ['deliveries_due', 'Deliveries that could be taken now and that nobody has taken.', (f) => f.due],
  ['deliveries_blocked', 'Later steps that wait for an earlier one.', (f) => f.blocked],
  ['deliveries_in_hand', 'Calls that are being made.', (f) => f.inHand],
  ['deliveries_unknown', 'Deliveries of which a person must say whether the CRM has them.', (f) => f.unknown],
  ['deliveries_dead', 'Dead letters.', (f) => f.dead],
  ['oldest_undelivered_age_seconds', 'Age of the oldest delivery that waits; 0 when none does.', (f) => f.oldestSeconds],
  ['breaker_state', 'Circuit breaker: 0 closed, 1 half open, 2 open.', (f) => BREAKER[f.breaker]],
  ['connection_paused', '1 while an operator has paused the connection.', (f) => Number(f.paused)],
  [
    'poll_age_seconds',
    'How old the news from the CRM is: since the end of the last window that was read whole.',
    (f) => f.pollSeconds,
  ],
];

const ATTENTION: Readonly<Record<AttentionKind, readonly [string, string]>> = {
  changes: ['changes_for_person', 'What the CRM told of a case and only a person can apply.'],
  callbacks: ['callbacks_failed', 'Messages of the CRM that could not be read.'],
  unmapped: ['status_words_unmapped', 'Status words of the CRM that no status rule knows.'],
  differences: ['reconcile_differences', 'Differences from the CRM that the last comparison by schedule found.'],
  stale: ['cases_stale', 'Open cases of which the CRM has said nothing new for longer than it should.'],
};

/** What is read for them. */
export interface GaugeReads {
  ofConnections(): Promise<readonly ConnectionFigures[]>;
  /** Only of connections that have any. */
  attention(): Promise<readonly AttentionFigure[]>;
  /** The last that went well, of connections that send canaries. */
  roundTrips(): Promise<readonly RoundTrip[]>;
}

/** Gauges that the store knows, for all processes together; read when somebody asks, and not more often than it bears. */
export class StoreGauges {
  private readonly up: Gauge;
  private readonly gauges: readonly (readonly [Gauge, (figures: ConnectionFigures) => number | undefined])[];
  private readonly attention: ReadonlyMap<AttentionKind, Gauge>;
  private readonly roundTrip: Gauge;
  private readonly roundTripAt: Gauge;
  private reading: Promise<void> | undefined;
  private freshUntil = 0;

  constructor(
    private readonly reads: GaugeReads,
    metrics: Metrics,
  ) {
    this.up = metrics.gauge('store_up', '1 while the database answers; figures of the store are absent while it does not.');
    this.gauges = FIGURES.map(([name, help, of]) => [metrics.gauge(name, help, ['connection']), of] as const);
    this.roundTrip = metrics.gauge(
      'canary_round_trip_seconds',
      'The last canary that came back: from filing it to its closing.',
      ['connection'],
    );
    this.roundTripAt = metrics.gauge('canary_last_success_timestamp_seconds', 'When the last canary came back.', ['connection']);
    this.attention = new Map(
      Object.entries(ATTENTION).map(([kind, [name, help]]) => [kind as AttentionKind, metrics.gauge(name, help, ['connection'])]),
    );
  }

  /** Never throws; without an answer in time the store counts as away. */
  async refresh(): Promise<void> {
    if (performance.now() < this.freshUntil) return;
    this.reading ??= this.read().finally(() => (this.reading = undefined));
    const late = new AbortController();
    const patience = sleep(PATIENCE_MS, 'late', { signal: late.signal }).catch(() => undefined);
    if ((await Promise.race([this.reading, patience])) === 'late') this.forget();
    late.abort();
  }

  private async read(): Promise<void> {
    const started = performance.now();
    try {
      const [connections, attention] = [await this.reads.ofConnections(), await this.reads.attention()];
      this.show(connections);
      this.showAttention(connections, attention);
      this.showRoundTrips(await this.reads.roundTrips());
    } catch {
      this.forget();
    }
    const ended = performance.now();
    this.freshUntil = ended + Math.max(FRESH_MS, REST * (ended - started));
  }

  private show(all: readonly ConnectionFigures[]): void {
    this.up.set(1);
    for (const [gauge, of] of this.gauges) {
      gauge.reset();
      for (const figures of all) {
        const value = of(figures);
        if (value !== undefined) gauge.set({ connection: figures.connection }, value);
      }
    }
  }

  /** 0 where nothing waits, so that an end is seen as well. */
  private showAttention(connections: readonly ConnectionFigures[], waiting: readonly AttentionFigure[]): void {
    for (const gauge of this.attention.values()) {
      gauge.reset();
      for (const { connection } of connections) gauge.set({ connection }, 0);
    }
    for (const { kind, connection, count } of waiting) this.attention.get(kind)!.set({ connection }, count);
  }

  private showRoundTrips(trips: readonly RoundTrip[]): void {
    this.roundTrip.reset();
    this.roundTripAt.reset();
    for (const { connection, startedAt, endedAt } of trips) {
      this.roundTrip.set({ connection }, (endedAt.getTime() - startedAt.getTime()) / 1000);
      this.roundTripAt.set({ connection }, endedAt.getTime() / 1000);
    }
  }

  /** A figure that is no longer true is worse than none. */
  private forget(): void {
    this.up.set(0);
    const gauges = this.gauges.map(([each]) => each);
    for (const gauge of [...gauges, ...this.attention.values(), this.roundTrip, this.roundTripAt]) gauge.reset();
  }
}
