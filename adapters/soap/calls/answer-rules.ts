import type { AdapterLogger } from '../../../src/adapter-kit/adapter.js';
import {
  type AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
  UnavailableError,
} from '../../../src/adapter-kit/errors.js';
import { retryAfterMs } from '../../../src/adapter-kit/http-failure.js';
import { Pattern } from '../../../src/domain/pattern.js';
import { Condition, ValueReader } from '../paths/value-reader.js';
import type { Meaning, SoapErrorRule } from '../settings/error-settings.js';
import type { SoapOperation } from '../settings/operation-settings.js';
import type { SoapSettings } from '../soap.settings.js';
import type { Answer } from './answer.js';
import { blamesMessage, blamesCredentials, faultCode, faultText } from './fault.js';
import { AlreadyThere, AuthenticationRefused, WrongOrder } from './operation-runner.js';

interface Rule {
  readonly pattern?: Pattern;
  readonly codes?: readonly string[];
  readonly statuses?: readonly number[];
  readonly when?: readonly Condition[];
  readonly means: Meaning;
}

/** What an answer says of itself. */
interface Words {
  readonly texts: readonly string[];
  readonly codes: readonly string[];
}

const MESSAGE_LIMIT = 1000;
const TOO_MANY = 429;

/** Tells success from every kind of failure, by the settings of one operation and its connection. */
export class AnswerRules {
  private readonly success: readonly Condition[];
  private readonly rules: readonly Rule[];
  private readonly texts: readonly ValueReader[];
  private readonly codes: readonly ValueReader[];
  private readonly idWins?: ValueReader;

  constructor(
    private readonly settings: Pick<SoapSettings, 'errors' | 'success' | 'tables'>,
    private readonly operation: SoapOperation,
  ) {
    const { errors, tables } = settings;
    this.success = (operation.success ?? settings.success).map((each) => new Condition(each, tables));
    this.rules = [...operation.errors, ...errors.rules].map((rule) => toRule(rule, settings));
    this.texts = errors.text.map((each) => new ValueReader(each, tables));
    this.codes = errors.code.map((each) => new ValueReader(each, tables));
    this.idWins = operation.idWins && new ValueReader(operation.idWins, tables);
  }

  /** @throws AdapterError unless it is a success. */
  expectSuccess(answer: Answer, logger: AdapterLogger): void {
    const words = this.wordsIn(answer);
    const looksFine = !answer.fault && isOk(answer.http.status) && this.fitsSuccess(answer);
    const meaning = this.byRule(answer, words, looksFine) ?? (looksFine ? 'success' : this.otherwise(answer, words));
    if (meaning === 'success') return;
    const said = this.said(answer, words);
    const id = this.idWins?.read(answer);
    if (id !== undefined) return logger.warn({ id, said }, 'the CRM says no, but names what it made: taken as success');
    throw toError(meaning, said, answer, this.operation.purpose);
  }

  private fitsSuccess(answer: Answer): boolean {
    const [root] = answer.body.children;
    const { root: names, emptyBody } = this.operation;
    if (!root ? !emptyBody : names !== undefined && !names.includes(root.name)) return false;
    return this.success.every((condition) => condition.holds(answer));
  }

  private byRule(answer: Answer, words: Words, looksFine: boolean): Meaning | undefined {
    return this.rules.find((rule) => (!looksFine || rule.when) && fits(rule, answer, words))?.means;
  }

  /** What the settings don't know. */
  private otherwise(answer: Answer, { texts, codes }: Words): Meaning {
    const { otherFaults, otherRefusals } = this.settings.errors;
    // Whatever else it says: it was not looked at (RFC 6585, section 4).
    if (answer.http.status === TOO_MANY) return 'transient';
    if (answer.fault) {
      if (blamesCredentials(answer.fault)) return 'authentication';
      return blamesMessage(answer.fault) ? 'final' : otherFaults;
    }
    if (answer.http.status === 401 || answer.http.status === 403) return 'authentication';
    return isOk(answer.http.status) && (texts.length > 0 || codes.length > 0) ? otherRefusals : 'unknown';
  }

  private wordsIn(answer: Answer): Words {
    const { fault } = answer;
    const found = (readers: readonly ValueReader[]) => readers.flatMap((reader) => reader.read(answer) ?? []);
    const [text, code] = fault ? [faultText(fault), faultCode(fault)] : [];
    return {
      texts: [...found(this.texts), ...(text ? [text] : [])],
      codes: [...found(this.codes), ...(code ? [code] : [])],
    };
  }

  private said({ fault, body, http }: Answer, { texts, codes }: Words): string {
    const told = [...new Set(texts.length > 0 ? texts : codes)].join(': ');
    const otherwise = fault ? 'a fault without words' : `HTTP ${http.status} and ${body.children[0]?.name ?? 'an empty body'}`;
    return (told || otherwise).slice(0, MESSAGE_LIMIT);
  }
}

function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

function fits({ pattern, codes, statuses, when }: Rule, answer: Answer, words: Words): boolean {
  if (statuses && !statuses.includes(answer.http.status)) return false;
  if (codes && !words.codes.some((code) => codes.includes(code) || codes.includes(code.slice(code.indexOf(':') + 1))))
    return false;
  if (pattern && !words.texts.some((text) => pattern.isIn(text))) return false;
  return !when || when.every((condition) => condition.holds(answer));
}

/** A read that failed changed nothing, so it is asked again; and no read decides that a report is refused. */
export function toError(
  meaning: Exclude<Meaning, 'success'>,
  said: string,
  { http }: Pick<Answer, 'http'>,
  purpose: 'read' | 'write',
): AdapterError {
  const retryAfter = retryAfterMs(http.headers['retry-after'], new Date());
  switch (meaning) {
    case 'authentication':
      return new AuthenticationRefused(`the CRM refuses our credentials: ${said}`);
    case 'transient':
      return new TransientError(said, retryAfter);
    case 'unavailable':
      return new UnavailableError(said, retryAfter);
    case 'misconfigured':
      return new MisconfiguredError(said);
    case 'exists':
      return new AlreadyThere(said);
    case 'order':
      return new WrongOrder(said);
    case 'final':
      return purpose === 'read' ? new MisconfiguredError(said) : new RejectedError(said);
    case 'unknown':
      return purpose === 'read' ? new TransientError(said, retryAfter) : new OutcomeUnknownError(said);
  }
}

function toRule({ pattern, code, status, when, means }: SoapErrorRule, { tables }: Pick<SoapSettings, 'tables'>): Rule {
  return {
    pattern: pattern === undefined ? undefined : new Pattern(pattern, { anyCase: true }),
    codes: code,
    statuses: status,
    when: when?.map((each) => new Condition(each, tables)),
    means,
  };
}
