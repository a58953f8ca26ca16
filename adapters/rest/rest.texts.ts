import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { type FieldRule, FieldRules, type FittedDocument } from '../../src/adapter-kit/mapping/field-rules.js';

/** `texts` of one section: what the fields of its body take. */
export class RestTexts {
  private readonly rules: FieldRules;

  /** @param variables what `keep` may name. @throws Error that names the section and what in it does not go together. */
  constructor(section: string, rules: Readonly<Record<string, FieldRule>>, variables: readonly string[], takesNotes = false) {
    try {
      this.rules = new FieldRules(rules, variables, takesNotes);
    } catch (error) {
      throw new Error(`${section}.texts: ${(error as Error).message}`, { cause: error });
    }
  }

  /** @throws RejectedError where a rule says to refuse. */
  fit(body: unknown, values: Readonly<Record<string, unknown>>, { logger, idempotencyKey }: CallContext): FittedDocument {
    return this.rules.fit(body, { ...values, idempotencyKey }, logger);
  }
}
