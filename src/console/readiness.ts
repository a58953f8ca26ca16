import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { QueueHealth } from '../delivery/queue-health.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { ConnectionHealthStore, type FailedCheck, type RefusedPolls } from '../store/connection-health.store.js';
import { type ConnectionAway, DeliveryFiguresStore } from '../store/delivery-figures.store.js';
import { SchemaStore } from '../store/schema.store.js';

/** A load balancer asks every few seconds, and gives up soon. */
const PATIENCE_MS = 3_000;

export interface Ready {
  /** What keeps this process from its work. */
  readonly problems: readonly string[];
  /** What an operator should know although reports are taken in: a dead queue or CRM is no reason to send residents away. */
  readonly warnings: readonly string[];
}

/** Says in words what is wrong. */
@Injectable()
export class Readiness {
  private readonly connections: ReadonlySet<string>;

  constructor(
    @Inject(SchemaStore) private readonly schema: SchemaStore,
    @Inject(DeliveryFiguresStore) private readonly figures: DeliveryFiguresStore,
    @Inject(ConnectionHealthStore) private readonly health: ConnectionHealthStore,
    @Inject(QueueHealth) private readonly queue: QueueHealth,
    @Inject(SETTINGS) { jurisdictions }: Settings,
  ) {
    this.connections = new Set(jurisdictions.flatMap(({ connections }) => connections.map(({ id }) => id)));
  }

  async look(): Promise<Ready> {
    const [database, queueAnswers] = await Promise.all([this.database(), this.queue.answers()]);
    const queue = queueAnswers
      ? []
      : ['the queue does not answer: reports are taken in, and deliveries go out at the pace of the sweeps'];
    return { problems: database.problems, warnings: [...queue, ...database.warnings] };
  }

  private async database(): Promise<Ready> {
    const silent: Ready = { problems: ['the database does not answer'], warnings: [] };
    return Promise.race([this.asked().catch(() => silent), sleep(PATIENCE_MS, silent, { ref: false })]);
  }

  private async asked(): Promise<Ready> {
    const missing = await this.schema.missing();
    if (missing.length > 0)
      return { problems: [`the database lacks migrations: run open311-bridge migrate (${missing.join(', ')})`], warnings: [] };
    const isConfigured = ({ connection }: { readonly connection: string }) => this.connections.has(connection);
    const away = (await this.figures.away()).filter(isConfigured).flatMap(inWords);
    const refused = (await this.health.refusedPolls()).filter(isConfigured).map(refusedInWords);
    const checks = (await this.health.failedChecks()).filter(isConfigured).map(checkInWords);
    return { problems: [], warnings: [...away, ...refused, ...checks] };
  }
}

function inWords({ connection, breaker, reasonKind, reasonText, openedAt, pausedAt }: ConnectionAway): string[] {
  const since = (moment: Date | undefined) => (moment ? ` since ${moment.toISOString()}` : '');
  const why = [reasonKind, reasonText].filter(Boolean).join(': ');
  const state = {
    closed: [],
    half_open: [`connection ${connection} is being tried again, one delivery at a time; it was away${since(openedAt)} (${why})`],
    open: [
      reasonKind === 'misconfigured'
        ? `connection ${connection} is held${since(openedAt)} until an operator acts (${why})`
        : `connection ${connection} is away: its circuit breaker is open${since(openedAt)} (${why})`,
    ],
  };
  return [...state[breaker], ...(pausedAt ? [`connection ${connection} is paused by an operator${since(pausedAt)}`] : [])];
}

function refusedInWords({ connection, since, reason }: RefusedPolls): string {
  return `connection ${connection} refuses to tell what changed since ${since.toISOString()}, and is asked seldom (${reason ?? 'no reason'})`;
}

function checkInWords({ connection, at, kind, reason }: FailedCheck): string {
  return `the check of connection ${connection} failed at ${at.toISOString()}, and reports are sent all the same (${kind}: ${reason})`;
}
