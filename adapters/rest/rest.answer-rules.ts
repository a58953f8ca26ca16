import type { AdapterLogger } from '../../src/adapter-kit/adapter.js';
import {
  type AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
  UnavailableError,
} from '../../src/adapter-kit/errors.js';
import { mayFollowAWrite, retryAfterMs } from '../../src/adapter-kit/http-failure.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { FailureKind } from '../../src/domain/delivery.js';
import type { RestErrorRule } from './settings/error-settings.js';
import type { RestSettings } from './rest.settings.js';

export type Purpose = 'read' | 'write';

/** What every expression about an answer looks into. */
export interface RestAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Null when there was none, or it is not written as the setting `answers` says. */
  readonly body: unknown;
  /** It is written as `answers` says, JSON mostly, or empty. */
  readonly isJson: boolean;
}

export interface Asked {
  /** Its key in the settings, such as `create` or `note.verify`, for errors. */
  readonly section: string;
  readonly purpose: Purpose;
  /** The address holds nothing of a request or a case: when it isn't found, the setting is wrong. */
  readonly fixedAddress: boolean;
  /** Says, where the settings do, whether an answer is a success. */
  readonly success?: MappingExpression;
}

/** What a rule makes of an answer: a kind of failure, or that it is there already. */
type Meaning = FailureKind | 'exists';

interface Rule {
  readonly statuses?: readonly number[];
  readonly when?: MappingExpression;
  readonly kind: Meaning;
  readonly message?: MappingExpression;
}

/**
 * The CRM says that what was to be made is there already. For a note that is as good as done; a case is looked for, as after any lost answer, unless
 * the answer names it.
 */
export class AlreadyThere extends OutcomeUnknownError {
  constructor(
    words: string,
    readonly answer: RestAnswer,
  ) {
    super(`it is there already, says the CRM: ${words}`);
  }
}

const MESSAGE_LIMIT = 1000;
const CREDENTIALS_REFUSED = [401, 403, 407];
const NOT_THERE = [404, 405];
/** The server says that it did not process the request. */
const NOT_NOW = [408, 425, 429, 503];

/** Tells an answer from a failure: the connection's own rules first, then what HTTP means. */
export class AnswerRules {
  private readonly rules: readonly Rule[];
  private readonly message?: MappingExpression;

  constructor({ errors, errorMessage }: Pick<RestSettings, 'errors' | 'errorMessage'>) {
    this.rules = errors.map(toRule);
    this.message = errorMessage === undefined ? undefined : new MappingExpression(errorMessage);
  }

  /** @throws AdapterError unless the answer is a success in JSON. */
  async expectSuccess(answer: RestAnswer, asked: Asked, logger: AdapterLogger): Promise<void> {
    const failure = await this.failureOf(answer, asked, logger);
    if (failure) throw failure;
  }

  private async failureOf(answer: RestAnswer, asked: Asked, logger: AdapterLogger): Promise<AdapterError | undefined> {
    const rule = await this.ruleFor(answer, logger);
    const words = await this.wordsOf(answer, rule, asked.section, logger);
    if (rule) return toError(rule.kind, words, answer, asked.purpose);
    if (asked.success) return (await isTrue(asked.success, answer, logger)) ? undefined : noSuccess(answer, words, asked);
    const kind = kindByStatus(answer.status, asked);
    if (kind) return toError(kind, words, answer, asked.purpose);
    return isReadable(answer, asked.purpose)
      ? undefined
      : toError('unknown', `the answer is no JSON: ${words}`, answer, asked.purpose);
  }

  private async ruleFor(answer: RestAnswer, logger: AdapterLogger): Promise<Rule | undefined> {
    for (const rule of this.rules) {
      if (rule.statuses && !rule.statuses.includes(answer.status)) continue;
      if (!rule.when || (await isTrue(rule.when, answer, logger))) return rule;
    }
    return undefined;
  }

  /** The CRM's own words; where there are none that may be told, which section they are missing from. */
  private async wordsOf(answer: RestAnswer, rule: Rule | undefined, section: string, logger: AdapterLogger): Promise<string> {
    const expression = rule?.message ?? this.message;
    const found = expression && (await evaluated(expression, answer, logger));
    const words = typeof found === 'string' ? found : JSON.stringify(found);
    return `HTTP ${answer.status}: ${(words || bodyOf(answer, section) || 'no body').slice(0, MESSAGE_LIMIT)}`;
  }
}

/** What comes with a success may repeat all that was sent, personal data too; an attempt's record has it without. */
function bodyOf({ status, text, headers }: RestAnswer, section: string): string {
  if (status < 200 || status >= 300 || text === '') return text;
  return `${text.length} characters of ${headers['content-type'] ?? 'no declared type'} to ${section}`;
}

/** An answer that is neither a success by the setting nor an error by HTTP leaves open what happened. */
function noSuccess(answer: RestAnswer, words: string, asked: Asked): AdapterError {
  const kind = kindByStatus(answer.status, asked);
  if (kind) return toError(kind, words, answer, asked.purpose);
  return toError(
    'unknown',
    `${asked.section}.success is not true of the answer, and no rule of errors fits it: ${words}`,
    answer,
    asked.purpose,
  );
}

/** What was asked for has to be there; a write may be answered by a header alone. */
function isReadable({ isJson, text, status }: RestAnswer, purpose: Purpose): boolean {
  return isJson && (purpose === 'write' || status === 204 || text.trim() !== '');
}

function kindByStatus(status: number, { purpose, fixedAddress }: Asked): FailureKind | undefined {
  if (status >= 200 && status < 300) return undefined;
  if (CREDENTIALS_REFUSED.includes(status)) return 'misconfigured';
  if (NOT_NOW.includes(status)) return 'transient';
  if (NOT_THERE.includes(status) && fixedAddress) return 'misconfigured';
  if (status >= 500) return 'unknown';
  // Not followed: it may lead to a page to sign in, or to the case that was just made. The next look says which.
  if (purpose === 'write' && mayFollowAWrite(status)) return 'unknown';
  if (status < 400) return 'misconfigured';
  return purpose === 'write' ? 'rejected' : 'misconfigured';
}

/** A read that failed changed nothing, so it is asked again; and no read decides that a report is refused. */
function toError(kind: Meaning, words: string, answer: RestAnswer, purpose: Purpose): AdapterError {
  const retryAfter = retryAfterMs(answer.headers['retry-after'], new Date());
  switch (kind) {
    case 'exists':
      return purpose === 'read' ? new MisconfiguredError(words) : new AlreadyThere(words, answer);
    case 'transient':
      return new TransientError(words, retryAfter);
    case 'unavailable':
      return new UnavailableError(words, retryAfter);
    case 'misconfigured':
      return new MisconfiguredError(words);
    case 'rejected':
      return purpose === 'read' ? new MisconfiguredError(words) : new RejectedError(words);
    case 'unknown':
      return purpose === 'read' ? new TransientError(words, retryAfter) : new OutcomeUnknownError(words);
  }
}

function toRule({ status, when, kind, message }: RestErrorRule): Rule {
  const parsed = (source: string | undefined) => (source === undefined ? undefined : new MappingExpression(source));
  return { statuses: status, when: parsed(when), kind, message: parsed(message) };
}

async function isTrue(expression: MappingExpression, answer: RestAnswer, logger: AdapterLogger): Promise<boolean> {
  return (await evaluated(expression, answer, logger)) === true;
}

/** A rule that fails on an answer does not fit it; what is in the answer decides then. */
async function evaluated(expression: MappingExpression, answer: RestAnswer, logger: AdapterLogger): Promise<unknown> {
  return expression.evaluate(answer).catch((error: Error) => logger.warn({ expression: expression.source }, error.message));
}
