import type { AdapterLogger } from './adapter.js';

/** Stands where a text was cut. */
const CUT = '…';

export interface TextLimit {
  /** The field's name, for the log. */
  readonly field: string;
  /** Unicode code points; absent: no limit. */
  readonly maxCharacters?: number;
}

/** The text, cut to its limit with a mark at the end. That it was cut is logged; what it said is not. */
export function fitText(text: string, limit: TextLimit, logger: AdapterLogger): string {
  return fitAround(text, '', limit, logger);
}

/**
 * Like `fitText`, but `kept` survives with all that follows it, as long as that fits: the text in front of it gives way.
 * A text that does not hold `kept` gets it in brackets at its end.
 */
export function fitAround(
  text: string,
  kept: string,
  { field, maxCharacters = Infinity }: TextLimit,
  logger: AdapterLogger,
): string {
  const whole = text.includes(kept) ? text : `${text} (${kept})`;
  const characters = [...whole].length;
  if (characters <= maxCharacters) return whole;
  logger.info({ field, characters, maxCharacters }, 'the text was longer than the CRM takes and has been cut');
  return cutAround(whole, kept, maxCharacters);
}

function cutAround(whole: string, kept: string, maxCharacters: number): string {
  const at = kept === '' ? whole.length : whole.lastIndexOf(kept);
  const room = maxCharacters - [...kept].length;
  const after = cut(whole.slice(at + kept.length), room);
  return cut(whole.slice(0, at), room - [...after].length) + kept + after;
}

function cut(text: string, maxCharacters: number): string {
  const characters = [...text];
  if (characters.length <= maxCharacters) return text;
  return maxCharacters < 1
    ? ''
    : characters
        .slice(0, maxCharacters - 1)
        .join('')
        .trimEnd() + CUT;
}
