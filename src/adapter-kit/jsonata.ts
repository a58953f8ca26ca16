import { IsString, ValidateBy, type ValidationArguments } from 'class-validator';
import jsonata from 'jsonata';
import table from './mapping/table-function.cjs';
import { isPlain } from './mapping/direct.js';
import { evaluator } from './mapping/evaluator.js';
import {
  DIRECT_LIMIT_MS,
  type EvaluationMishap,
  jsonataLimits,
  RESULT_LIMIT,
  SOURCE_LIMIT,
} from './mapping/expression-limits.js';

const OUT_OF_TIME = 'D1012';
const TOO_SLOW = Symbol('too slow');

/** Undefined where JSON has no word for what an expression gave. */
interface Json {
  readonly text: string | undefined;
}

/** An expression that can't be parsed, failed, or ran into a limit. Its text may be shown to an operator. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure';
}

/** A JSONata expression, parsed once, evaluated within limits of time, depth and size (ADR 22). It can't evaluate texts as expressions. */
export class MappingExpression {
  /** Absent: it may loop or grow, and runs in a thread of its own. */
  private readonly direct?: jsonata.Expression;

  /** @throws ExpressionFailure when it can't be parsed. */
  constructor(readonly source: string) {
    if (source.length > SOURCE_LIMIT) throw new ExpressionFailure(`is longer than ${SOURCE_LIMIT} characters`);
    try {
      const parsed = jsonata(source, jsonataLimits(DIRECT_LIMIT_MS));
      parsed.registerFunction('table', table as (this: unknown, ...args: unknown[]) => unknown);
      if (isPlain(parsed.ast())) this.direct = parsed;
    } catch (error) {
      throw failureOf(error as EvaluationMishap, source);
    }
  }

  /**
   * Ends within about five seconds, nearly always within milliseconds, and other work goes on meanwhile.
   * @param input the JSON document the expression looks into.
   * @param bindings values it reaches as `$name`; JSON. `$table(name, key)` looks into the one named `tables`.
   * @returns plain JSON, which shares nothing with the input; undefined when the expression finds nothing.
   * @throws ExpressionFailure
   */
  async evaluate(input: unknown, bindings: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    try {
      const json = (await this.directly(input, bindings)) ?? (await this.apart(input, bindings));
      return json.text === undefined ? undefined : JSON.parse(json.text);
    } catch (error) {
      throw failureOf(error as EvaluationMishap, this.source);
    }
  }

  /** Undefined where it may take longer than the main thread has time for. */
  private async directly(input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<Json | undefined> {
    if (!this.direct) return undefined;
    const result: unknown = await this.direct.evaluate(input, { ...bindings }).catch((error: EvaluationMishap) => {
      if (error.code === OUT_OF_TIME) return TOO_SLOW;
      throw error;
    });
    if (result === TOO_SLOW) return undefined;
    const text = JSON.stringify(result, withoutFunctions) as string | undefined;
    if (text !== undefined && text.length > RESULT_LIMIT) throw { message: `gives more than ${RESULT_LIMIT} characters` };
    return { text };
  }

  private async apart(input: unknown, bindings: Readonly<Record<string, unknown>>): Promise<Json> {
    const job = { source: this.source, input: JSON.stringify(input) as string | undefined, bindings: JSON.stringify(bindings) };
    return { text: await evaluator.evaluate(job) };
  }
}

/** Settings decorator: the text is an expression that parses. */
export function IsJsonataExpression(): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => expressionMistake(value) === undefined,
    defaultMessage: (given?: ValidationArguments) =>
      `${given?.property} must be a JSONata expression: ${expressionMistake(given?.value)}`,
  };
  const check = ValidateBy({ name: 'isJsonataExpression', validator });
  return (target, property) => [IsString(), check].forEach((decorate) => decorate(target, property));
}

function expressionMistake(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.trim() === '') return 'it is no text';
  try {
    new MappingExpression(value);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function withoutFunctions(_key: string, value: unknown): unknown {
  const isFunction = typeof value === 'object' && value !== null && ('_jsonata_function' in value || '_jsonata_lambda' in value);
  if (isFunction) throw { message: 'gives a function that is not called' };
  return value;
}

/** JSONata throws plain objects that are no `Error`. */
function failureOf({ message, code, position }: EvaluationMishap, source: string): ExpressionFailure {
  const where = position === undefined ? '' : ` at character ${position}`;
  return new ExpressionFailure(`${message ?? code ?? 'fails'}${where} in ${shortened(source)}`);
}

function shortened(source: string): string {
  return JSON.stringify(source.length > 80 ? `${source.slice(0, 80)}...` : source);
}
