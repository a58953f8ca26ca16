import type { CallContext, CaseSnapshot, ChangePage, ChangeWindow } from '../../../src/adapter-kit/adapter.js';
import { StepChain } from '../actions/step-chain.js';
import { type Answer, within } from '../calls/answer.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import { type Readable, ValueReader } from '../paths/value-reader.js';
import { MomentReader } from '../reading/moment.js';
import type { SoapPolling } from '../settings/polling-settings.js';
import type { SoapSnapshot } from '../settings/status-settings.js';
import type { SoapSettings } from '../soap.settings.js';
import { Acknowledger } from './acknowledger.js';
import type { CaseReader } from './case-reader.js';
import { Pages } from './pages.js';
import { NOWHERE, type PollState, stateFrom } from './poll-state.js';
import { changesIn } from './rows.js';
import { SnapshotReader } from './snapshot.js';
import { WindowParts } from './window-parts.js';

/** What one answer brought, and where to go on. */
interface Turn {
  readonly rows: readonly Readable[];
  readonly next: PollState | undefined;
  readonly covered: Date | undefined;
}

/** Reads what changed, out of the answers of operations. */
export class ChangesReader {
  private readonly chain: StepChain;
  private readonly later: StepChain;
  private readonly list: ValueReader;
  private readonly snapshots: SnapshotReader;
  private readonly parts: WindowParts;
  private readonly pages?: Pages;
  private readonly acknowledger?: Acknowledger;
  private readonly covered?: MomentReader;

  /** @throws Error that names what in the settings is missing. */
  constructor(
    private readonly polling: SoapPolling,
    settings: SoapSettings,
    runner: OperationRunner,
    private readonly cases: CaseReader | undefined,
  ) {
    const { steps, list, pages, acknowledge, coveredUpTo, window, mode } = polling;
    if (!steps?.length) throw new Error('polling.steps is missing: the calls that tell what changed');
    if (!list) throw new Error('polling.list is missing: the changes in the answer, one element each');
    if (mode === 'ids' && !cases) throw new Error('polling.mode ids needs status, which reads each case');
    this.chain = new StepChain('polling', steps, settings, runner);
    this.later = pages?.steps ? new StepChain('polling.pages', pages.steps, settings, runner) : this.chain;
    this.list = new ValueReader(list, settings.tables);
    this.snapshots = snapshotsOf(polling, settings);
    this.pages = pages && new Pages('polling.pages', pages, settings.tables);
    this.parts = new WindowParts(window, settings.timeZone, this.pages?.first ?? '');
    this.acknowledger = acknowledge && new Acknowledger(acknowledge, settings, runner, this.snapshots);
    this.covered = coveredUpTo && new MomentReader(coveredUpTo, settings);
  }

  /** @throws AdapterError */
  async fetch(window: ChangeWindow, token: string | undefined, context: CallContext): Promise<ChangePage> {
    const state = token === undefined ? this.parts.first(window) : stateFrom(token);
    if (state.queue) return this.fromQueue(state.queue, state.after, context);
    if (state.acknowledge) await this.acknowledger!.tell(state.acknowledge, context);
    const turn = await this.ask(state, window, context);
    const page = await this.pageOf(turn, context);
    return turn.covered && turn.covered.getTime() < state.to ? { ...page, coveredUpTo: turn.covered } : page;
  }

  private async ask(state: PollState, window: ChangeWindow, context: CallContext): Promise<Turn> {
    const chain = state.pages > 0 ? this.later : this.chain;
    const values = { ...this.parts.bounds(state), page: state.page, idempotencyKey: context.idempotencyKey };
    const { last } = await chain.lastAnswer(values, context);
    const rows = this.list.elements(last).map((element) => within(element, last));
    const half = this.isFull(rows.length) ? this.half(state, context) : undefined;
    // The halves bring what the whole brought, and what it kept back.
    if (half) return { rows: [], next: half, covered: undefined };
    return { rows, next: this.next(state, window, last, rows, context), covered: this.coveredIn(last, context) };
  }

  private next(
    state: PollState,
    window: ChangeWindow,
    answer: Answer,
    rows: readonly Readable[],
    context: CallContext,
  ): PollState | undefined {
    const page = this.pages?.after(state, answer, rows.length);
    if (!this.acknowledger) return page ?? this.parts.after(state, window);
    return this.acknowledger.after(state, rows, context) ?? page ?? this.parts.after(state, window);
  }

  private isFull(rows: number): boolean {
    return this.polling.cap !== undefined && !this.pages && rows >= this.polling.cap;
  }

  private half(state: PollState, { logger }: CallContext): PollState | undefined {
    const half = this.parts.half(state);
    if (!half)
      logger.warn(
        { cap: this.polling.cap, from: new Date(state.from) },
        'more changes at one moment than the CRM tells: some are missing',
      );
    return half;
  }

  private coveredIn(answer: Answer, { logger }: CallContext): Date | undefined {
    const moment = this.covered?.read(answer);
    if (moment && 'unreadable' in moment) logger.warn({ text: moment.unreadable }, 'polling.coveredUpTo: no format fits');
    return moment && 'at' in moment ? moment.at : undefined;
  }

  private async pageOf({ rows, next }: Turn, context: CallContext): Promise<ChangePage> {
    if (this.polling.mode === 'ids') {
      const found = rows.flatMap((row) => this.snapshots.referenceIn(row) ?? []);
      return this.fromQueue([...new Set(found)], next, context);
    }
    return paged(changesIn(rows, this.snapshots, this.polling.newestFirst, context.logger), next);
  }

  /** As many as one call can bring; the others wait in the token. */
  private async fromQueue(queue: readonly string[], after: PollState | undefined, context: CallContext): Promise<ChangePage> {
    const { atOnce } = this.polling;
    const changes = await this.cases!.readAll(queue.slice(0, atOnce), context);
    const left = queue.slice(atOnce);
    return paged(changes, left.length > 0 ? { ...NOWHERE, queue: left, after } : after);
  }
}

export function paged(changes: readonly CaseSnapshot[], next: PollState | undefined): ChangePage {
  return next ? { changes, nextPage: JSON.stringify(next) } : { changes };
}

/** Where `polling` says nothing of the status, rows look like what `status` reads; what it does say comes first. */
export function snapshotsOf(polling: SoapPolling, settings: SoapSettings): SnapshotReader {
  const { status } = settings;
  const own = pick(polling);
  const reader = new SnapshotReader('polling', polling.status || !status ? own : { ...pick(status), ...own }, settings);
  if (!reader.knowsReferences) throw new Error("polling.caseRef is missing: where a change has the case's reference");
  return reader;
}

const TOLD = [
  ...(['caseRef', 'status', 'reason', 'publicText', 'publicTextBy', 'changedAt', 'mediaUrls'] as const),
  ...(['changeId', 'requestId', 'renumberedTo', 'mergedInto', 'deleted', 'expectedAt', 'agency'] as const),
];

/** What is said of it. */
function pick(told: SoapSnapshot): SoapSnapshot {
  return Object.fromEntries(TOLD.filter((key) => told[key] !== undefined).map((key) => [key, told[key]]));
}
