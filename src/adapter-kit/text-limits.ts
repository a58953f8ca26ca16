import type { AdapterLogger } from './adapter.js';
import { Charset } from './charset.js';
import { RejectedError } from './errors.js';

/** Stands where a text was cut, unless a limit says otherwise. */
const CUT = '…';

export interface TextLimit {
  /** The field's name, for the log and for errors. */
  readonly field: string;
  /** Unicode code points; absent: no limit. */
  readonly maxCharacters?: number;
  /** In `charset`; absent: no limit. Both may be given. */
  readonly maxBytes?: number;
  /** What bytes are counted in; default UTF-8. */
  readonly charset?: Charset;
  /** Ends a text that was cut, within the limit; default `…`. Empty: nobody sees that it was cut. */
  readonly marker?: string;
  /** What becomes of a longer text; default cut. refuse: a rejection that names the field, for what is of no use in part. */
  readonly overflow?: 'cut' | 'refuse';
}

/** The text, cut to its limit with a mark at the end, never inside of what a reader takes for one character. That it was cut is logged; what it said is not. */
export function fitText(text: string, limit: TextLimit, logger: AdapterLogger): string {
  return fitAround(text, '', limit, logger);
}

/**
 * Like `fitText`, but `kept` survives with all that follows it, as long as that fits: the text in front of it gives way.
 * A text that does not hold `kept` gets it in brackets at its end.
 * @throws RejectedError where the limit says to refuse.
 */
export function fitAround(text: string, kept: string, limit: TextLimit, logger: AdapterLogger): string {
  const whole = text.includes(kept) ? text : `${text} (${kept})`;
  const sizes = sizesOf(limit);
  const over = sizes.find(({ size, most }) => size(whole) > most);
  if (!over) return whole;
  const told = { field: limit.field, [over.unit]: over.size(whole), [over.setting]: over.most };
  if (limit.overflow === 'refuse') {
    const { [over.unit]: length } = told;
    throw new RejectedError(`${limit.field} is too long for the CRM: ${length} ${over.unit} instead of ${over.most} at most`);
  }
  logger.info(told, 'the text was longer than the CRM takes and has been cut');
  return sizes.reduce((fitting, { size, most }) => {
    return size(fitting) <= most ? fitting : cutAround(fitting, kept, most, { size, marker: limit.marker ?? CUT });
  }, whole);
}

interface Size {
  readonly unit: 'characters' | 'bytes';
  readonly setting: 'maxCharacters' | 'maxBytes';
  readonly size: (text: string) => number;
  readonly most: number;
}

interface Scissors {
  readonly size: (text: string) => number;
  readonly marker: string;
}

const countCharacters = (text: string) => [...text].length;

function sizesOf({ maxCharacters = Infinity, maxBytes = Infinity, charset }: TextLimit): readonly Size[] {
  const countBytes = (text: string) => charset?.byteLength(text) ?? Buffer.byteLength(text);
  return [
    { unit: 'characters', setting: 'maxCharacters', size: countCharacters, most: maxCharacters },
    { unit: 'bytes', setting: 'maxBytes', size: countBytes, most: maxBytes },
  ];
}

function cutAround(whole: string, kept: string, most: number, scissors: Scissors): string {
  const at = kept === '' ? whole.length : whole.lastIndexOf(kept);
  const room = most - scissors.size(kept);
  const after = cut(whole.slice(at + kept.length), room, scissors);
  return cut(whole.slice(0, at), room - scissors.size(after), scissors) + kept + after;
}

function cut(text: string, most: number, { size, marker }: Scissors): string {
  if (size(text) <= most) return text;
  const room = most - size(marker);
  return room < 0 ? '' : head(text, room, size).trimEnd() + marker;
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** As many whole characters, as a reader sees them, as fit. A heap of accents that alone is larger than all the room is no character to keep. */
function head(text: string, room: number, size: (text: string) => number): string {
  let left = room;
  let end = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    left -= size(segment);
    if (left < 0) break;
    end = index + segment.length;
  }
  return text.slice(0, end);
}
