import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError, RejectedError, TransientError } from '../../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import type { Answer } from '../calls/answer.js';
import { AlreadyThere, type OperationRunner, WrongOrder } from '../calls/operation-runner.js';
import { ValueReader } from '../paths/value-reader.js';
import type { SoapStep } from '../settings/action-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import { RECORDS } from '../tree/merge.js';

/** What the steps of an action have brought so far. */
export interface Brought {
  /** By step. */
  readonly steps: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Of the last call made in this run. */
  readonly last?: Answer;
}

type StepValues = Record<string, Readonly<Record<string, string>>>;

/** The calls of one action, one after another; what a write brought is kept by the host and not asked for again. */
export class StepChain {
  readonly steps: readonly ChainStep[];

  /** @param section its key in the settings, for errors. @throws Error for a step that names no operation. */
  constructor(
    private readonly section: string,
    steps: readonly SoapStep[],
    settings: SoapSettings,
    runner: OperationRunner,
  ) {
    this.steps = steps.map((step, index) => new ChainStep(`${section}.steps.${index}`, step, settings, runner));
  }

  /** @throws AdapterError of the step that failed. */
  async run(values: Values, context: CallContext): Promise<Brought> {
    const steps: StepValues = {};
    const records: Record<string, XmlElement> = {};
    let last: Answer | undefined;
    for (const step of this.steps) {
      const kept = step.keptIn(context);
      if (kept) {
        steps[step.name] = kept;
        continue;
      }
      const answer = await step.run({ ...values, steps, [RECORDS as never]: records }, context);
      if (!answer) continue;
      last = answer;
      steps[step.name] = answer.values;
      const record = step.recordIn(answer);
      if (record) records[step.name] = record;
      if (step.isWrite) await step.keepIn(context, answer.values);
    }
    return { steps, last };
  }

  /** For look-ups, which end with an answer. @throws AdapterError */
  async lastAnswer(values: Values, context: CallContext): Promise<{ readonly answer: Answer; readonly steps: StepValues }> {
    const { last, steps } = await this.run(values, context);
    if (!last) throw new MisconfiguredError(`${this.section}.steps: none of them was called`);
    return { answer: last, steps };
  }
}

/** One call of a chain. */
export class ChainStep {
  readonly name: string;
  readonly isWrite: boolean;
  private readonly when?: MappingExpression;
  private readonly values: readonly (readonly [string, TextTemplate])[];
  private readonly record?: ValueReader;

  constructor(
    private readonly at: string,
    readonly settings: SoapStep,
    { operations, tables }: SoapSettings,
    private readonly runner: OperationRunner,
  ) {
    const { operation, onOrder, when, values } = settings;
    for (const each of [operation, onOrder])
      if (each !== undefined && !Object.hasOwn(operations, each))
        throw new Error(`${at}: there is no operation ${each}; there are ${Object.keys(operations).join(', ')}`);
    this.name = settings.name ?? operation;
    this.isWrite = operations[operation]!.purpose === 'write';
    this.when = when === undefined ? undefined : new MappingExpression(when);
    this.values = Object.entries(values).map(([key, text]) => [key, new TextTemplate(text, { variables: VARIABLES })]);
    const { record } = operations[operation]!;
    this.record = record && new ValueReader(record, tables);
  }

  keptIn({ kept }: CallContext): Readonly<Record<string, string>> | undefined {
    const found = this.isWrite ? kept.get(this.key) : undefined;
    return typeof found === 'object' && found !== null ? (found as Record<string, string>) : undefined;
  }

  keepIn({ kept }: CallContext, values: Readonly<Record<string, string>>): Promise<void> {
    return kept.keep(this.key, { ...values });
  }

  recordIn(answer: Answer): XmlElement | undefined {
    return this.record?.elements(answer)[0];
  }

  /** Undefined when it was not needed, or failed although it may. @throws AdapterError */
  async run(values: Values, context: CallContext): Promise<Answer | undefined> {
    const { operation, onOrder, optional } = this.settings;
    try {
      const scope = await this.scope(values);
      if (!scope) return undefined;
      return await this.runner.run(operation, scope, context).catch((error: unknown) => {
        if (!(error instanceof WrongOrder) || onOrder === undefined) throw error;
        context.logger.info({ operation, said: error.message, instead: onOrder }, 'the CRM does not take our time or order');
        return this.runner.run(onOrder, scope, context);
      });
    } catch (error) {
      if (!optional || !isFinal(error)) throw error;
      context.logger.warn({ step: this.name, error: (error as Error).message }, 'a step that may fail has failed');
      return undefined;
    }
  }

  private get key(): string {
    return `step.${this.name}`;
  }

  /** Undefined when the step is not needed. What can't be made of these values is the doing of this one report. */
  private async scope(values: Values): Promise<Values | undefined> {
    try {
      if (this.when && (await this.when.evaluate(values)) !== true) return undefined;
      const own = Object.fromEntries(this.values.map(([key, template]) => [key, template.render(values)]));
      return { ...values, values: own };
    } catch (error) {
      throw new RejectedError(`${this.at}: ${(error as Error).message}`, { cause: error });
    }
  }
}

/** It would fail again. */
function isFinal(error: unknown): boolean {
  return error instanceof AdapterError && !(error instanceof TransientError) && error.kind !== 'unavailable';
}

export function isAlreadyThere(error: unknown): error is AlreadyThere {
  return error instanceof AlreadyThere;
}
