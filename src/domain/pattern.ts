import { RE2JS } from 're2js';

/** As many characters as an operator would ever write; a longer one is a mistake. */
const LONGEST = 2_000;
const REFERS_BACK = /(?<!\\)(?:\\\\)*\\(?:k<|[1-9])/;
const LOOKS_AROUND = /(?<!\\)(?:\\\\)*\(\?<?[=!]/;
/** A blank of any kind is one in JavaScript; RE2 knows those of ASCII only. */
const ANY_BLANK = String.raw`\s\x{b}\x{a0}\x{feff}\p{Z}`;

/**
 * A regular expression that somebody wrote into the settings. It takes time in proportion to the text, never more (RE2), so that no text of a CRM can hold
 * up the process: no back-references, no looking ahead or behind.
 */
export class Pattern {
  private readonly compiled: RE2JS;

  /** @throws Error that says what is wrong with it, in words that follow its name. */
  constructor(
    readonly source: string,
    options: PatternOptions = {},
  ) {
    const mistake = patternMistake(source);
    if (mistake !== undefined) throw new Error(mistake);
    this.compiled = compiled(source, options);
  }

  /** It is somewhere in the text. */
  isIn(text: string): boolean {
    return this.compiled.matcher(text).find();
  }

  /** Where it is first: the whole, and what its groups took, by number from 1 and by name. */
  firstIn(text: string): PatternMatch | undefined {
    const matcher = this.compiled.matcher(text);
    if (!matcher.find()) return undefined;
    const groups = Array.from({ length: matcher.groupCount() }, (_each, index) => matcher.group(index + 1) ?? undefined);
    const named = Object.entries(this.compiled.namedGroups()).map(([name, number]) => [name, groups[number - 1]] as const);
    return { whole: matcher.group() ?? '', groups, named: Object.fromEntries(named) };
  }

  /** The text without it, wherever it is. */
  takenFrom(text: string): string {
    return this.compiled.matcher(text).replaceAll('');
  }
}

export interface PatternOptions {
  readonly anyCase?: boolean;
  /** `^` and `$` are at each line. */
  readonly byLine?: boolean;
}

export interface PatternMatch {
  readonly whole: string;
  /** From group 1 on; undefined for one that took no part. */
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | undefined>>;
}

/** What is wrong with a regular expression, in words that follow its name; undefined when nothing is. */
export function patternMistake(source: unknown): string | undefined {
  if (typeof source !== 'string') return 'is no text';
  if (source.length > LONGEST) return `is longer than ${LONGEST} characters`;
  try {
    new RegExp(source, 'u');
  } catch (error) {
    return `is no regular expression: ${(error as Error).message.split(': ').at(-1)}`;
  }
  if (LOOKS_AROUND.test(source)) return 'looks ahead or behind, which is not there: it could take for ever';
  if (REFERS_BACK.test(source)) return 'refers back to a group, which is not there: it could take for ever';
  try {
    compiled(source, {});
    return undefined;
  } catch (error) {
    return `is no regular expression of RE2's: ${(error as Error).message.replace('error parsing regexp: ', '')}`;
  }
}

function compiled(source: string, { anyCase, byLine }: PatternOptions): RE2JS {
  const flags = (anyCase ? RE2JS.CASE_INSENSITIVE : 0) | (byLine ? RE2JS.MULTILINE : 0);
  return RE2JS.compile(withAnyBlank(RE2JS.translateRegExp(source)), flags);
}

function withAnyBlank(source: string): string {
  let isInSet = false;
  return source.replaceAll(/\\.|[[\]]/gs, (part) => {
    if (part === '[' || part === ']') isInSet = part === '[';
    if (part === '\\s') return isInSet ? ANY_BLANK : `[${ANY_BLANK}]`;
    return part === '\\S' && !isInSet ? `[^${ANY_BLANK}]` : part;
  });
}
