/** What a field of the CRM takes. */
export interface FieldLimits {
  readonly maxCharacters?: number;
  readonly maxBytes?: number;
  /** Stands at the end of a text that was cut. */
  readonly marker: string;
  /** Survives the cutting, where the text holds it. */
  readonly kept?: string;
  readonly newlines: NewlineRule;
}

export const NEWLINE_RULES = ['keep', 'crlf', 'space'] as const;
export type NewlineRule = (typeof NEWLINE_RULES)[number];

/** The text as the field takes it. @param onCut hears of it, in characters, when the text was too long. */
export function fitted(
  text: string,
  { newlines, ...limits }: FieldLimits,
  onCut: (characters: number) => void = () => undefined,
): string {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const written = newlines === 'keep' ? lines : lines.replaceAll('\n', newlines === 'crlf' ? '\r\n' : ' ');
  const { maxCharacters = Infinity, maxBytes = Infinity, marker, kept = '' } = limits;
  const fits = (candidate: string) => [...candidate].length <= maxCharacters && Buffer.byteLength(candidate) <= maxBytes;
  if (fits(written)) return written;
  onCut([...written].length);
  const at = kept === '' ? -1 : written.lastIndexOf(kept);
  return at < 0 ? longest(written, marker, fits) : longest(written.slice(0, at), marker + written.slice(at), fits);
}

/** As many characters from the front as fit together with what comes behind. */
function longest(text: string, behind: string, fits: (candidate: string) => boolean): string {
  const characters = [...text];
  let [low, high] = [0, characters.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(characters.slice(0, middle).join('') + behind)) low = middle;
    else high = middle - 1;
  }
  const whole = characters.slice(0, low).join('').trimEnd() + behind;
  return fits(whole) ? whole : firstThatFit(whole, fits);
}

/** Even the marker is too long. */
function firstThatFit(text: string, fits: (candidate: string) => boolean): string {
  const characters = [...text];
  while (characters.length > 0 && !fits(characters.join(''))) characters.pop();
  return characters.join('');
}
