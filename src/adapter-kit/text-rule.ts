import { IsIn, IsInt, IsOptional, IsString, MaxLength, Min } from 'class-validator';
import type { AdapterLogger } from './adapter.js';
import { Charset, IsCharset } from './charset.js';
import { RejectedError } from './errors.js';
import { Description } from './settings-shape.js';
import { fitAround } from './text-limits.js';
import { xmlText } from './xml/xml-text.js';

const NEWLINES = { lf: '\n', crlf: '\r\n', space: ' ' } as const;

/** What a text has to be like for a field of the CRM, whatever becomes of a longer one. */
export abstract class TextForm {
  @Description('Unicode characters; left out: any number.') @IsOptional() @IsInt() @Min(1) maxCharacters?: number;
  @Description('Bytes in charset; left out: any number.') @IsOptional() @IsInt() @Min(1) maxBytes?: number;
  @Description('What the CRM keeps texts in, such as windows-1252; left out: any character.')
  @IsOptional()
  @IsCharset()
  charset?: string;
  @Description('For characters that charset lacks: the nearest that it has, a question mark, or no delivery.')
  @IsIn(['transliterate', 'replace', 'refuse'])
  unencodable: 'transliterate' | 'replace' | 'refuse' = 'transliterate';
  @Description('How lines end: lf, crlf, or space for a field of one line.')
  @IsIn(Object.keys(NEWLINES))
  newlines: keyof typeof NEWLINES = 'lf';
  @Description('Ends a text that was cut.') @IsString() @MaxLength(40) marker = '…';
}

/** What a field of the CRM takes: put it into an adapter's settings, one for each field. */
export class TextRule extends TextForm {
  @Description('What becomes of a longer text: cut, with marker at its end, or refuse, which makes the report a dead letter.')
  @IsIn(['cut', 'refuse'])
  overflow: 'cut' | 'refuse' = 'cut';
}

/**
 * A text as the field takes it: no character that XML 1.0 has no place for, lines ended as it wants, in its charset, no longer than its limit.
 * @param kept survives the cut, as `fitAround` says. @throws RejectedError where the rule says to refuse.
 */
export function applyTextRule(text: string, field: string, rule: TextRule, logger: AdapterLogger, kept = ''): string {
  return formed(text, field, rule, rule.overflow, logger, kept).text;
}

export interface FormedText {
  readonly text: string;
  /** What had no room any more. */
  readonly rest: string;
}

/** Like `applyTextRule`, for a rule of any other kind: what is cut off is told. */
export function formed(
  text: string,
  field: string,
  form: TextForm,
  overflow: TextRule['overflow'],
  logger: AdapterLogger,
  kept = '',
): FormedText {
  const charset = form.charset === undefined ? undefined : new Charset(form.charset);
  const inCharset = (each: string) => (charset ? refusing(field, () => charset.fit(each, form.unencodable)) : each);
  const clean = (each: string) => inCharset(xmlText(each).replaceAll('\n', NEWLINES[form.newlines]));
  const { maxCharacters, maxBytes } = form;
  // The marker may be a character that the charset lacks; it is ours, so that it is never refused.
  const marker = charset ? charset.fit(form.marker) : form.marker;
  const whole = clean(text);
  const fitting = fitAround(whole, clean(kept), { field, maxCharacters, maxBytes, charset, marker, overflow }, logger);
  return { text: fitting, rest: whole.slice(inCommon(whole, fitting)).trimStart() };
}

function inCommon(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length += 1;
  return length;
}

function refusing(field: string, fit: () => string): string {
  try {
    return fit();
  } catch (error) {
    throw new RejectedError(`${field} has a character that the CRM can't keep: ${(error as Error).message}`, { cause: error });
  }
}
