import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import type { Answer } from '../calls/answer.js';
import { AlreadyThere, type OperationRunner } from '../calls/operation-runner.js';
import type { SoapStep } from '../settings/action-settings.js';
import type { Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import { RECORDS } from '../tree/merge.js';
import { ChainStep, type StepValues } from './chain-step.js';

/** What the steps of an action have brought so far. */
export interface Brought {
  readonly steps: Readonly<Record<string, StepValues>>;
  /** Of the last call made in this run. */
  readonly last?: Answer;
}

/** The calls of one action, one after another; what a write brought is kept by the host and not asked for again. */
export class StepChain {
  readonly steps: readonly ChainStep[];

  /** @param section its key in the settings, for errors. @throws Error for a step that names no operation, or a name that comes twice. */
  constructor(
    private readonly section: string,
    steps: readonly SoapStep[],
    private readonly settings: SoapSettings,
    runner: OperationRunner,
  ) {
    this.steps = steps.map((step, index) => new ChainStep(`${section}.steps.${index}`, step, settings, runner));
    const writes = this.steps.filter(({ isWrite }) => isWrite);
    if (writes.length === 1) writes[0]!.isKept = false;
    const names = this.steps.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw new Error(`${section}.steps: ${twice} comes twice; give each a name of its own`);
  }

  /** @throws AdapterError of the step that failed. */
  async run(values: Values, context: CallContext): Promise<Brought> {
    const run = this.begin(values, context);
    for (const step of this.steps) await run.do(step);
    return run;
  }

  begin(values: Values, context: CallContext): ChainRun {
    const { credentials, tables } = this.settings;
    return new ChainRun({ ...values, credentials, tables }, context);
  }

  /** For look-ups, which end with an answer. @throws AdapterError */
  async lastAnswer(values: Values, context: CallContext): Promise<Required<Brought>> {
    const { last, steps } = await this.run(values, context);
    if (!last) throw new MisconfiguredError(`${this.section}.steps: none of them was called`);
    return { last, steps };
  }
}

/** One run of a chain. */
export class ChainRun implements Brought {
  readonly steps: Record<string, StepValues> = {};
  private readonly records: Record<string, XmlElement> = {};
  last?: Answer;

  constructor(
    private values: Values,
    private readonly context: CallContext,
  ) {}

  /** What templates know now. */
  get scope(): Values {
    return { ...this.values, steps: this.steps, [RECORDS as never]: this.records };
  }

  /** Lets the steps that follow know more. */
  know(values: Values): void {
    this.values = { ...this.values, ...values };
  }

  /** Takes what an earlier run brought; false when there is nothing. */
  recall(step: ChainStep): boolean {
    const kept = step.keptIn(this.context);
    if (kept) this.steps[step.name] = kept;
    return kept !== undefined;
  }

  /** Does a step unless an earlier run did. What is there already is as good as done. @throws AdapterError */
  async do(step: ChainStep, onAlreadyThere: (error: AlreadyThere) => StepValues = () => ({})): Promise<void> {
    if (this.recall(step)) return;
    try {
      const answer = await step.run(this.scope, this.context);
      if (!answer) return;
      this.last = answer;
      const record = step.recordIn(answer);
      if (record) this.records[step.name] = record;
      await this.took(step, answer.values);
    } catch (error) {
      if (!(error instanceof AlreadyThere)) throw error;
      this.context.logger.info({ step: step.name, said: error.message }, 'the CRM has it already: taken as success');
      await this.took(step, onAlreadyThere(error));
    }
  }

  private async took(step: ChainStep, values: StepValues): Promise<void> {
    this.steps[step.name] = values;
    await step.keepIn(this.context, values);
  }
}
