import { Pattern } from '../../../src/domain/pattern.js';
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
    const reason =
      found.reasonPattern === undefined
        ? found.reason
        : takenBy(pattern(found.reasonPattern), answer.text.slice(0, LONGEST_MATCHED))?.trim();
    return { status: found.status, ...(reason && { reason }), isPublic: found.publicText ?? this.isPublic };
  }
}

function testOf({ subject, text, header, headerValue, automatic }: InboundStatusRule): (answer: Answer) => boolean {
  const [inSubject, inText, inHeader] = [subject, text, headerValue].map((each) =>
    each === undefined ? undefined : pattern(each),
  );
  return ({ mail, text: answer, isAutomatic }) => {
    if (isAutomatic && !automatic) return false;
    if (inSubject && !inSubject.isIn(mail.subject.slice(0, LONGEST_MATCHED))) return false;
    if (inText && !inText.isIn(answer.slice(0, LONGEST_MATCHED))) return false;
    return (
      header === undefined || mail.header(header).some((value) => !inHeader || inHeader.isIn(value.slice(0, LONGEST_MATCHED)))
    );
  };
}

/** As operators write them: in any case, `^` and `$` at each line. */
export const pattern = (source: string): Pattern => new Pattern(source, { anyCase: true, byLine: true });

/** What its first group took, else all of it. */
export function takenBy(written: Pattern, text: string): string | undefined {
  const found = written.firstIn(text);
  return found && (found.groups[0] ?? found.whole);
}
