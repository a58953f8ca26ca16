import { IsString, ValidateBy, type ValidationArguments } from 'class-validator';
import jsonata from 'jsonata';

/** An expression that can't be parsed, failed, or ran into a limit. Its text may be shown to an operator. */
export class ExpressionFailure extends Error {
  override readonly name = 'ExpressionFailure';
}

const EVALUATION_LIMIT_MS = 1000;
const DEPTH_LIMIT = 500;
const SEQUENCE_LIMIT = 100_000;
const SOURCE_LIMIT = 100_000;
/** Characters of the result as JSON. */
export const RESULT_LIMIT = 10_000_000;

/** A JSONata expression, parsed once, evaluated within limits of time, depth and size. It can't evaluate texts as expressions. */
export class MappingExpression {
  private readonly expression: jsonata.Expression;

  /** @throws ExpressionFailure when it can't be parsed. */
  constructor(readonly source: string) {
    if (source.length > SOURCE_LIMIT) throw new ExpressionFailure(`is longer than ${SOURCE_LIMIT} characters`);
    try {
      this.expression = jsonata(source, { timeout: EVALUATION_LIMIT_MS, stack: DEPTH_LIMIT, sequence: SEQUENCE_LIMIT });
    } catch (error) {
      throw failureOf(error, source);
    }
    this.expression.registerFunction('eval', () => {
      throw new ExpressionFailure('$eval is not allowed');
    });
  }

  /**
   * @param input the JSON document the expression looks into.
   * @param bindings values it reaches as `$name`.
   * @returns plain JSON, which shares nothing with the input; undefined when the expression finds nothing.
   * @throws ExpressionFailure
   */
  async evaluate(input: unknown, bindings: Readonly<Record<string, unknown>> = {}): Promise<unknown> {
    const result = await this.expression.evaluate(input, { ...bindings }).catch((error: unknown) => {
      throw failureOf(error, this.source);
    });
    return plain(result, this.source);
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

function plain(result: unknown, source: string): unknown {
  const json = JSON.stringify(result, (_key, value: unknown) => refuseFunction(value, source)) as string | undefined;
  if (json === undefined) return undefined;
  if (json.length > RESULT_LIMIT) throw new ExpressionFailure(`gives more than ${RESULT_LIMIT} characters: ${shortened(source)}`);
  return JSON.parse(json);
}

function refuseFunction(value: unknown, source: string): unknown {
  const isFunction = typeof value === 'object' && value !== null && ('_jsonata_function' in value || '_jsonata_lambda' in value);
  if (isFunction) throw new ExpressionFailure(`gives a function that is not called: ${shortened(source)}`);
  return value;
}

/** JSONata throws plain objects that are no `Error`. */
function failureOf(error: unknown, source: string): ExpressionFailure {
  if (error instanceof ExpressionFailure) return error;
  const { message, code, position } = error as Partial<jsonata.JsonataError>;
  const where = position === undefined ? '' : ` at character ${position}`;
  return new ExpressionFailure(`${message ?? code ?? String(error)}${where} in ${shortened(source)}`, { cause: error });
}

function shortened(source: string): string {
  return JSON.stringify(source.length > 80 ? `${source.slice(0, 80)}...` : source);
}
