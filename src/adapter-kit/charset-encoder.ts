import iconv from 'iconv-lite';
import { transliterate } from 'transliteration';

/** What becomes of a character that a charset doesn't have: a reference (`&#8230;`, for XML alone), something like it (`...`), or a question mark. */
export const BEYOND_CHARSET = ['reference', 'transliterate', 'question-mark'] as const;
export type BeyondCharset = (typeof BEYOND_CHARSET)[number];

export function isCharset(label: unknown): label is string {
  return typeof label === 'string' && iconv.encodingExists(label);
}

/** Writes texts in a charset that may not have every character. */
export class CharsetEncoder {
  private readonly known = new Map<string, boolean>();

  /** @throws Error for a charset that nobody knows. */
  constructor(private readonly charset: string) {
    if (!isCharset(charset)) throw new Error(`unknown charset ${charset}`);
  }

  /** The text without characters that the charset doesn't have. Texts are composed first: it may have é and no accent by itself. */
  fitted(text: string, beyond: Exclude<BeyondCharset, 'reference'>): string {
    if (this.has(text)) return text;
    return this.mapped(text.normalize('NFC'), (character) => (beyond === 'transliterate' ? this.likeness(character) : '?'));
  }

  /** The bytes of an XML document; what the charset doesn't have becomes a reference. */
  xml(document: string): Buffer {
    const whole = this.has(document) ? document : this.mapped(document, (character) => `&#${character.codePointAt(0)};`);
    return iconv.encode(whole, this.charset);
  }

  private mapped(text: string, replaced: (character: string) => string): string {
    return [...text].map((character) => (this.has(character) ? character : replaced(character))).join('');
  }

  private likeness(character: string): string {
    const like = transliterate(character, { unknown: '?' });
    return like !== '' && this.has(like) ? like : '?';
  }

  private has(text: string): boolean {
    const found = text.length > 2 ? undefined : this.known.get(text);
    if (found !== undefined) return found;
    const has = iconv.decode(iconv.encode(text, this.charset), this.charset, { stripBOM: false }) === text;
    if (text.length <= 2) this.known.set(text, has);
    return has;
  }
}
