import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import {
  AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
  UnavailableError,
} from '../../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { Asker } from '../reading/asker.js';
import { type ReadingParts, tablesFor } from '../reading/reading-parts.js';
import type { RestVerify, RestVerifyField } from '../settings/verify-settings.js';

type Values = Readonly<Record<string, unknown>>;

interface Field {
  readonly name: string;
  readonly is: MappingExpression;
  readonly shouldBe: MappingExpression;
}

/** Reads back what was written, and compares what matters (survey R5). */
export class ReadBack {
  private readonly asker: Asker;
  private readonly found: MappingExpression;
  private readonly fields: readonly Field[];

  /** @param section its key in the settings, for errors. */
  constructor(
    private readonly section: string,
    private readonly settings: RestVerify,
    private readonly parts: ReadingParts,
  ) {
    this.asker = new Asker(section, settings, parts);
    this.found = new MappingExpression(settings.case);
    this.fields = Object.entries(settings.fields).map(([name, field]) => toField(name, field));
  }

  /**
   * @param values what the body of the write was made of, and `caseRef`.
   * @returns undefined where all is as it was sent, else a failure of the kind that the settings give to a difference. It names fields, not
   * what is in them: that may be personal.
   * @throws AdapterError when it can't be read back.
   */
  async verify(values: Values, context: CallContext): Promise<AdapterError | undefined> {
    try {
      const told = await this.asker.ask(values, context);
      if (told.is === 'nowhere') throw new Error(`${this.section}.path can not hold what is to be read back`);
      const found = told.is === 'answered' ? ((await this.found.evaluate(told.answer)) ?? undefined) : null;
      if (found === undefined) return this.nothingRead();
      const different = await this.differences(found, values, context);
      if (different.length === 0) return undefined;
      return toError(this.settings.otherwise, `the CRM said yes, but did not do it: ${different.join(', ')} (${this.section})`);
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new MisconfiguredError(`"${this.section}" does not fit the CRM: ${(error as Error).message}`, { cause: error });
    }
  }

  /** An answer with nothing to compare shows no difference: nobody is told that the CRM did not do it. */
  private nothingRead(): AdapterError {
    const { otherwise } = this.settings;
    const kind = otherwise === 'rejected' || otherwise === 'misconfigured' ? 'unknown' : otherwise;
    return toError(kind, `it could not be read back: ${this.section}.case finds nothing in the answer`);
  }

  /** @param found what was read back; null: the CRM says that there is nothing. */
  private async differences(found: unknown, values: Values, context: CallContext): Promise<string[]> {
    const different: string[] = [];
    for (const { name, is, shouldBe } of this.fields) {
      const expected = await shouldBe.evaluate(values, { tables: await tablesFor(this.parts, shouldBe, context) });
      if (expected === undefined || expected === null) continue;
      if (!isSame(await is.evaluate(found, values), expected)) different.push(name);
    }
    return different;
  }
}

/** 5 and "5" are the same: many a CRM gives back a number as a text. */
function isSame(found: unknown, expected: unknown): boolean {
  return comparable(found) === comparable(expected);
}

function comparable(value: unknown): string {
  if (typeof value === 'object' && value !== null) return JSON.stringify(sorted(value));
  return String(value as string)
    .replaceAll('\r\n', '\n')
    .trim();
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, each]) => [key, sorted(each)]),
  );
}

function toField(name: string, { is, shouldBe }: RestVerifyField): Field {
  return { name, is: new MappingExpression(is), shouldBe: new MappingExpression(shouldBe) };
}

function toError(kind: RestVerify['otherwise'], words: string): AdapterError {
  switch (kind) {
    case 'transient':
      return new TransientError(words);
    case 'unavailable':
      return new UnavailableError(words);
    case 'misconfigured':
      return new MisconfiguredError(words);
    case 'rejected':
      return new RejectedError(words);
    case 'unknown':
      return new OutcomeUnknownError(words);
  }
}
