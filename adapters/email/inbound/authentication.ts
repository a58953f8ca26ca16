import type { ReadMail } from './read-mail.js';

export const MAIL_CHECKS = ['dkim', 'spf', 'dmarc'] as const;
export type MailCheck = (typeof MAIL_CHECKS)[number];

/** One result of a server that checked where a mail came from. */
interface CheckResult {
  readonly method: string;
  readonly result: string;
  /** Such as `header.d` with `city.example`. */
  readonly properties: ReadonlyMap<string, string>;
}

/** Which domain a check speaks of. */
const SUBJECT_OF: Readonly<Record<MailCheck, readonly string[]>> = {
  dkim: ['header.d', 'header.i'],
  spf: ['smtp.mailfrom', 'smtp.helo'],
  dmarc: ['header.from'],
};
const MOST_RESULTS = 50;

/**
 * Checks that passed for the domain of the sender, as our own receiving server noted them (RFC 8601). The topmost word on a check and domain counts:
 * servers write above what they got.
 * @param server its authserv-id; what others noted is nobody's word.
 */
export function passedChecks(mail: ReadMail, server: string): ReadonlySet<MailCheck> {
  const domain = mail.from[0]?.split('@').at(-1) ?? '';
  const results = mail.lines
    .filter(({ name }) => name === 'authentication-results')
    .flatMap(({ value }) => resultsOf(value, server));
  const passes = (check: MailCheck) =>
    results.slice(0, MOST_RESULTS).find(({ method, properties }) => method === check && isAligned(check, properties, domain))
      ?.result === 'pass';
  return new Set(MAIL_CHECKS.filter(passes));
}

function isAligned(check: MailCheck, properties: ReadonlyMap<string, string>, domain: string): boolean {
  const [named] = SUBJECT_OF[check].flatMap((name) => properties.get(name) ?? []);
  const subject = named?.split('@').at(-1);
  return subject !== undefined && (subject === domain || domain.endsWith(`.${subject}`) || subject.endsWith(`.${domain}`));
}

function resultsOf(value: string, server: string): CheckResult[] {
  const [first = '', ...rest] = withoutComments(value).split(';');
  if (first.trim().split(/\s+/)[0]?.toLowerCase() !== server.toLowerCase()) return [];
  return rest.flatMap((each) => {
    const [head = '', ...properties] = each.trim().split(/\s+/);
    const [method, result] = head.toLowerCase().split('=');
    return method && result ? [{ method, result, properties: new Map(properties.map(pairOf)) }] : [];
  });
}

function pairOf(text: string): [string, string] {
  const equals = text.indexOf('=');
  return [
    text.slice(0, equals).toLowerCase(),
    text
      .slice(equals + 1)
      .replaceAll('"', '')
      .toLowerCase(),
  ];
}

/** Comments in brackets may hold anything, semicolons too; they nest. */
function withoutComments(value: string): string {
  let depth = 0;
  let isQuoted = false;
  let kept = '';
  for (const character of value) {
    if (character === '"' && depth === 0) isQuoted = !isQuoted;
    if (character === '(' && !isQuoted) depth += 1;
    else if (character === ')' && !isQuoted && depth > 0) depth -= 1;
    else if (depth === 0) kept += character;
  }
  return kept;
}
