import type { CallContext, CaseSnapshot } from '../../../src/adapter-kit/adapter.js';
import { TransientError } from '../../../src/adapter-kit/errors.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import type { ScopeMaker } from '../actions/scope.js';
import { StepChain } from '../actions/step-chain.js';
import { type Answer, within } from '../calls/answer.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import { answerBehind } from '../calls/refusals.js';
import { Condition, type Readable, ValueReader } from '../paths/value-reader.js';
import type { SoapStatus } from '../settings/status-settings.js';
import type { SoapSettings } from '../soap.settings.js';
import { SnapshotReader } from './snapshot.js';

/** Reads cases by their references: one, or several in one go. */
export class CaseReader {
  private readonly one: StepChain;
  private readonly several?: StepChain;
  private readonly element?: ValueReader;
  private readonly elements?: ValueReader;
  private readonly notFound: readonly Condition[];
  private readonly snapshots: SnapshotReader;

  /** @throws Error that names what in the settings is missing. */
  constructor(
    private readonly status: SoapStatus,
    settings: SoapSettings,
    runner: OperationRunner,
    private readonly scopes: ScopeMaker,
  ) {
    const { batch } = status;
    this.one = new StepChain('status', status.steps, settings, runner);
    this.several = batch && new StepChain('status.batch', batch.steps, settings, runner);
    this.element = status.case && new ValueReader(status.case, settings.tables);
    const rows = batch?.case ?? status.case;
    this.elements = rows && new ValueReader(rows, settings.tables);
    this.notFound = (status.notFound ?? []).map((each) => new Condition(each, settings.tables));
    this.snapshots = new SnapshotReader('status', status, settings);
    if (batch && (!this.elements || !this.snapshots.knowsReferences))
      throw new Error('status.batch needs status.case, one element for each case, and status.caseRef inside of it');
  }

  get canBatch(): boolean {
    return this.several !== undefined;
  }

  /** Undefined when the CRM does not know the reference. @throws AdapterError */
  async read(caseRef: CaseRef, context: CallContext): Promise<CaseSnapshot | undefined> {
    const answer = await this.ask(() => this.one.lastAnswer(this.scopes.ofCase(caseRef, context), context));
    if (!answer) return undefined;
    const place = this.placeIn(answer);
    return place && this.snapshotOf(place, caseRef, context);
  }

  /** What the CRM does not know is left out. @throws AdapterError */
  async readAll(caseRefs: readonly CaseRef[], context: CallContext): Promise<CaseSnapshot[]> {
    const found: CaseSnapshot[] = [];
    const most = this.several ? this.status.batch!.most : 1;
    for (let at = 0; at < caseRefs.length; at += most) {
      const some = caseRefs.slice(at, at + most);
      found.push(...((this.several && (await this.batch(some, context))) ?? (await this.oneByOne(some, context))));
    }
    return found;
  }

  private async oneByOne(caseRefs: readonly CaseRef[], context: CallContext): Promise<CaseSnapshot[]> {
    const found: CaseSnapshot[] = [];
    for (const caseRef of caseRefs) {
      const snapshot = await this.read(caseRef, context);
      if (snapshot) found.push(snapshot);
    }
    return found;
  }

  /** Undefined where one reference that isn't known spoils the answer for all: then they are asked for one by one. */
  private async batch(caseRefs: readonly CaseRef[], context: CallContext): Promise<CaseSnapshot[] | undefined> {
    const values = { ids: caseRefs, idempotencyKey: context.idempotencyKey };
    const answer = await this.ask(() => this.several!.lastAnswer(values, context));
    if (!answer) return undefined;
    const wanted = new Set(caseRefs);
    return this.elements!.elements(answer).flatMap((element) => {
      const row = within(element, answer);
      const caseRef = this.snapshots.referenceIn(row);
      return caseRef !== undefined && wanted.has(caseRef) ? this.snapshotOf(row, caseRef, context) : [];
    });
  }

  /** Undefined when the answer, whatever else it is, says that there is none. */
  private async ask(call: () => Promise<{ readonly last: Answer }>): Promise<Answer | undefined> {
    try {
      const { last } = await call();
      return this.isNotFound(last) ? undefined : last;
    } catch (error) {
      const answer = answerBehind(error);
      if (answer && this.isNotFound(answer)) return undefined;
      throw error;
    }
  }

  private isNotFound(answer: Answer): boolean {
    return this.notFound.length > 0 && this.notFound.every((condition) => condition.holds(answer));
  }

  private placeIn(answer: Answer): Readable | undefined {
    if (!this.element) return answer;
    const [element] = this.element.elements(answer);
    if (element) return element.isNil ? undefined : within(element, answer);
    if (this.status.missingIsNotFound) return undefined;
    throw new TransientError('status.case: the answer has no case, and nothing that says that there is none');
  }

  private snapshotOf(row: Readable, caseRef: CaseRef, { logger }: CallContext): CaseSnapshot {
    const { snapshot, unreadableTime } = this.snapshots.read(row, caseRef);
    if (unreadableTime !== undefined)
      logger.warn({ caseRef, text: unreadableTime }, 'status.changedAt: no format fits; taken as a case that tells no time');
    return snapshot!;
  }
}
