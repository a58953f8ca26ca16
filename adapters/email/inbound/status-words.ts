import type { InboundStatusRule } from './inbound.settings.js';
import type { ReadMail } from './read-mail.js';

/** What an answer means, in the connection's status words. */
export interface Meaning {
  readonly status: string;
  readonly reason?: string;
  readonly isPublic: boolean;
}

export interface Answer {
  readonly mail: ReadMail;
  /** Without quotes and signature. */
  readonly text: string;
  /** A program's, in answer to ours. */
  readonly isAutomatic: boolean;
}

const LONGEST_MATCHED = 20_000;

/** The first rule that fits; undefined: none. */
export class StatusWords {
  private readonly rules: readonly { readonly rule: InboundStatusRule; readonly fits: (answer: Answer) => boolean }[];

  constructor(
    rules: readonly InboundStatusRule[],
    private readonly isPublic: boolean,
  ) {
    this.rules = rules.map((rule) => ({ rule, fits: testOf(rule) }));
  }

  meaningOf(answer: Answer): Meaning | undefined {
    const found = this.rules.find(({ fits }) => fits(answer))?.rule;
    if (!found) return undefined;
    const reason = found.reasonPattern === undefined ? found.reason : firstGroup(found.reasonPattern, answer.text);
    return { status: found.status, ...(reason && { reason }), isPublic: found.publicText ?? this.isPublic };
  }
}

function testOf({ subject, text, header, headerValue, automatic }: InboundStatusRule): (answer: Answer) => boolean {
  const [inSubject, inText, inHeader] = [subject, text, headerValue].map((each) => (each === undefined ? undefined : pattern(each)));
  return ({ mail, text: answer, isAutomatic }) => {
    if (isAutomatic && !automatic) return false;
    if (inSubject && !inSubject.test(mail.subject.slice(0, LONGEST_MATCHED))) return false;
    if (inText && !inText.test(answer.slice(0, LONGEST_MATCHED))) return false;
    return header === undefined || mail.header(header).some((value) => !inHeader || inHeader.test(value.slice(0, LONGEST_MATCHED)));
  };
}

/** As operators write them: in any case, `^` and `$` at each line. */
export const pattern = (source: string): RegExp => new RegExp(source, 'imu');

function firstGroup(source: string, text: string): string | undefined {
  const found = pattern(source).exec(text.slice(0, LONGEST_MATCHED));
  return (found?.[1] ?? found?.[0])?.trim();
}
