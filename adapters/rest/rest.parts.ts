import type { AnswerRules } from './rest.answer-rules.js';
import type { RestClient } from './rest.client.js';

/** What the verbs of one connection share. */
export interface RestParts {
  readonly client: RestClient;
  readonly rules: AnswerRules;
  /** What `$table` looks into. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>;
}
