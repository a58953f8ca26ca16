import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallContext, CaseSnapshot, ChangePage } from '../adapter-kit/adapter.js';
import { AdapterError, TransientError, UnavailableError } from '../adapter-kit/errors.js';
import type { Connection } from '../connections/connection.js';
import { CreateCase } from '../delivery/steps/create-case.js';
import type { Looked } from '../delivery/steps/step.js';
import { nextPauseMs } from '../domain/backoff.js';
import type { CaseRef } from '../domain/delivery.js';
import type { ReconciledSpan } from '../domain/reconciliation.js';
import type { ServiceRequest } from '../domain/service-request.js';
import { ChangePages } from '../sync/change-pages.js';

const PAUSE_BETWEEN_CALLS_MS = 10;
const TRIES = 3;
const DAY_MS = 86_400_000;
/** Days overlap by so much: a CRM may take a bound to be exclusive. */
const SECOND_MS = 1000;

/** What the CRM said of some cases. */
export interface Statuses {
  readonly told: ReadonlyMap<CaseRef, CaseSnapshot>;
  /** Asked for, and the CRM refused to say. */
  readonly refused: ReadonlySet<CaseRef>;
}

/** Asks one CRM, a call at a time, at the connection's pace. A call that fails for now is made again; what fails then ends the run. */
export class CrmSide {
  private isFirst = true;

  constructor(
    readonly connection: Connection,
    private readonly signal: AbortSignal,
  ) {}

  get tellsOfCases(): boolean {
    const { fetchStatus, fetchStatuses } = this.connection.adapter;
    return fetchStatus !== undefined || fetchStatuses !== undefined;
  }

  /** Absent, or telling each change only once: reading it would take it from polling. */
  get tellsChanges(): boolean {
    const { fetchChanges, changesAreToldOnce } = this.connection.adapter;
    return fetchChanges !== undefined && !changesAreToldOnce;
  }

  /** @throws AdapterError */
  async statuses(caseRefs: readonly CaseRef[]): Promise<Statuses> {
    const told = new Map<CaseRef, CaseSnapshot>();
    const refused = new Set<CaseRef>();
    const atOnce = this.connection.adapter.fetchStatuses ? this.connection.settings.sync.casesPerCall : 1;
    for (let at = 0; at < caseRefs.length; at += atOnce) await this.ask(caseRefs.slice(at, at + atOnce), told, refused);
    return { told, refused };
  }

  /** One refused case spoils a call for all that are in it: it is asked again in halves. */
  private async ask(refs: readonly CaseRef[], told: Map<CaseRef, CaseSnapshot>, refused: Set<CaseRef>): Promise<void> {
    try {
      for (const each of await this.call((context) => this.fetch(refs, context))) told.set(each.caseRef, each);
    } catch (error) {
      if (!(error instanceof AdapterError) || error.kind !== 'rejected') throw error;
      if (refs.length === 1) return void refused.add(refs[0]!);
      const middle = Math.ceil(refs.length / 2);
      await this.ask(refs.slice(0, middle), told, refused);
      await this.ask(refs.slice(middle), told, refused);
    }
  }

  private async fetch(refs: readonly CaseRef[], context: CallContext): Promise<readonly CaseSnapshot[]> {
    const { adapter } = this.connection;
    if (adapter.fetchStatuses) return adapter.fetchStatuses(refs, context);
    const found = await adapter.fetchStatus!(refs[0]!, context);
    return found ? [found] : [];
  }

  /** Of a day at a time: few CRMs like to tell of a month. */
  async *changes({ from, to }: ReconciledSpan): AsyncGenerator<ChangePage> {
    for (let begin = from.getTime(); begin <= to.getTime(); begin += DAY_MS) {
      const first = begin === from.getTime() ? begin : begin - SECOND_MS;
      const window = { from: new Date(first), to: new Date(Math.min(begin + DAY_MS, to.getTime())) };
      const pages = new ChangePages(
        (part, page) => this.call((context) => this.connection.adapter.fetchChanges!(part, page, context)),
        () => Promise.resolve(),
      );
      yield* pages.of(window);
    }
  }

  /** @param since no case of it is older. @throws AdapterError */
  async look(request: ServiceRequest, delivery: string, since: Date): Promise<Looked> {
    const step = new CreateCase(this.connection.adapter, request);
    try {
      return await this.call((context) => step.look(since, context), delivery, step.personal);
    } catch (error) {
      if (!(error instanceof AdapterError) || !(error.kind === 'rejected' || error.kind === 'unknown')) throw error;
      return { is: 'unknowable', reason: error.message };
    }
  }

  private async call<T>(
    verb: (context: CallContext) => Promise<T>,
    idempotencyKey: string = randomUUID(),
    personal: readonly string[] = [],
  ): Promise<T> {
    let pauseMs: number | undefined;
    for (let tries = 1; ; tries += 1) {
      await this.pause();
      try {
        return await this.connection.call({ idempotencyKey, signal: this.signal, personal }, verb);
      } catch (error) {
        if (tries === TRIES || this.signal.aborted || !isForNow(error)) throw error;
        pauseMs = nextPauseMs(this.connection.settings.delivery, pauseMs);
        await sleep(Math.max(pauseMs, error.retryAfterMs ?? 0), undefined, { signal: this.signal });
      }
    }
  }

  private async pause(): Promise<void> {
    if (!this.isFirst) await sleep(Math.max(PAUSE_BETWEEN_CALLS_MS, this.connection.gapMs), undefined, { signal: this.signal });
    this.isFirst = false;
  }
}

const isForNow = (error: unknown): error is TransientError | UnavailableError =>
  error instanceof TransientError || error instanceof UnavailableError;
