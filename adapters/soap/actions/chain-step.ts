import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError, RejectedError } from '../../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import type { Answer } from '../calls/answer.js';
import { AlreadyThere, type OperationRunner, WrongOrder } from '../calls/operation-runner.js';
import { ValueReader } from '../paths/value-reader.js';
import type { SoapStep } from '../settings/action-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';

/** `values` of an operation, by name. */
export type StepValues = Readonly<Record<string, string>>;

/** One call of a chain. */
export class ChainStep {
  readonly name: string;
  readonly isWrite: boolean;
  private readonly when?: MappingExpression;
  private readonly values: readonly (readonly [string, TextTemplate])[];
  private readonly record?: ValueReader;

  /** False: what it brings is not worth a memory, because nothing follows. */
  isKept = true;

  /** @param at its place in the settings, for errors. @throws Error for an operation that there isn't. */
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

  /** What an earlier run of it brought; only writes are kept. */
  keptIn({ kept }: CallContext): StepValues | undefined {
    const found = this.isWrite ? kept.get(`step.${this.name}`) : undefined;
    return typeof found === 'object' && found !== null ? (found as StepValues) : undefined;
  }

  async keepIn({ kept }: CallContext, values: StepValues): Promise<void> {
    if (this.isWrite && this.isKept) await kept.keep(`step.${this.name}`, { ...values });
  }

  recordIn(answer: Answer): XmlElement | undefined {
    return this.record?.elements(answer)[0];
  }

  /** Undefined when it was not needed, or failed although it may. @throws AdapterError, `AlreadyThere` among them. */
  async run(values: Values, context: CallContext): Promise<Answer | undefined> {
    const { optional } = this.settings;
    try {
      const scope = await this.scope(values);
      return scope && (await this.call(scope, context));
    } catch (error) {
      if (!optional || error instanceof AlreadyThere || !isFinal(error)) throw error;
      context.logger.warn({ step: this.name, error: (error as Error).message }, 'a step that may fail has failed');
      return undefined;
    }
  }

  private async call(scope: Values, context: CallContext): Promise<Answer> {
    const { operation, onOrder } = this.settings;
    try {
      return await this.runner.run(operation, scope, context);
    } catch (error) {
      if (!(error instanceof WrongOrder) || onOrder === undefined) throw error;
      context.logger.info({ operation, said: error.message, instead: onOrder }, 'the CRM does not take our time or order');
      return this.runner.run(onOrder, scope, context);
    }
  }

  /** Undefined when the step is not needed. What can't be made of these values is the doing of this one report. */
  private async scope(values: Values): Promise<Values | undefined> {
    try {
      if (this.when && (await this.when.evaluate(values)) !== true) return undefined;
      const own = Object.fromEntries(this.values.map(([key, template]) => [key, template.render(values)]));
      return { ...values, values: own };
    } catch (error) {
      const message = `${this.at}: ${(error as Error).message}`;
      throw this.isWrite ? new RejectedError(message, { cause: error }) : new MisconfiguredError(message, { cause: error });
    }
  }
}

/** It would fail again. */
function isFinal(error: unknown): boolean {
  return error instanceof AdapterError && ['rejected', 'misconfigured', 'unknown'].includes(error.kind);
}
