import { TextDecoder } from 'node:util';
import { IsString, ValidateBy } from 'class-validator';
import iconv from 'iconv-lite';
import { transliterate } from 'transliteration';

/**
 * Decodes a body. What is said of its charset is believed in this order: byte-order mark, content type, XML declaration (RFC 7303, 3.2), else UTF-8;
 * a charset that nobody knows counts as not said. Bytes that are none of its characters become U+FFFD. Never throws.
 */
export function decodeText(bytes: Buffer, contentType?: string): string {
  const said = [byteOrderMark(bytes), declared(contentType), wideXml(bytes), xmlDeclaration(bytes)];
  const label = said.find((each) => each !== undefined && (isCharset(each) || decoderOf(each))) ?? 'utf-8';
  return isCharset(label) ? iconv.decode(bytes, meantBy(label)) : decoderOf(label)!.decode(bytes);
}

/** Much that calls itself ISO-8859-1 or ASCII is windows-1252; browsers take it so too (WHATWG Encoding, 4.2). */
function meantBy(label: string): string {
  return /^(iso[-_]?8859-?1|latin-?1|(us-)?ascii)$/i.test(label) ? 'windows-1252' : label;
}

function byteOrderMark(bytes: Buffer): string | undefined {
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

/** The charset that a content type names. */
export function declared(contentType: string | undefined): string | undefined {
  return contentType?.match(/charset\s*=\s*"?([\w.:-]+)/i)?.[1];
}

/** `<?` in two bytes a character: a declaration that can't be read before one knows it (XML 1.0, appendix F). */
function wideXml(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 4).toString('hex');
  return { '3c003f00': 'utf-16le', '003c003f': 'utf-16be' }[start];
}

function xmlDeclaration(bytes: Buffer): string | undefined {
  return bytes
    .subarray(0, 200)
    .toString('latin1')
    .match(/^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.:-]+)["']/)?.[1];
}

/** Node's own, for the few that the library lacks; its windows-1252 is ISO-8859-1 in Node 20. */
function decoderOf(label: string): TextDecoder | undefined {
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

/** One that we read and write. */
export function isCharset(label: unknown): label is string {
  return typeof label === 'string' && iconv.encodingExists(label);
}

/**
 * For characters that a charset lacks. transliterate: what comes nearest, `Łódź` as `Lodz`, `€` as `EUR`; replace: a question mark; reference: `&#322;`, in
 * a finished XML document only; refuse: an error.
 */
export const UNENCODABLE_RULES = ['transliterate', 'replace', 'reference', 'refuse'] as const;
export type UnencodableRule = (typeof UNENCODABLE_RULES)[number];

const REPLACEMENT = '?';
/** Where a city's readers expect something else than the library says. */
const NEARER: Readonly<Record<string, string>> = { '€': 'EUR' };

/** A charset that we write. */
export class Charset {
  private readonly known = new Map<string, boolean>();

  /** @throws RangeError for one that nobody knows. */
  constructor(readonly name: string) {
    if (!isCharset(name)) throw new RangeError(`nobody knows the charset ${JSON.stringify(name)}`);
  }

  /** Every character of the text is in the charset. */
  holds(text: string): boolean {
    return this.isUnicode || [...text].every((character) => this.holdsCharacter(character));
  }

  /** The text in characters that the charset has; composed (NFC), for a charset rarely has loose accents. @throws RangeError by the rule refuse */
  fit(text: string, rule: UnencodableRule = 'transliterate'): string {
    const whole = text.toWellFormed();
    if (this.holds(whole)) return whole;
    return [...whole.normalize('NFC')].map((each) => (this.holdsCharacter(each) ? each : this.standIn(each, rule))).join('');
  }

  /** Bytes of the fitted text. UTF-16 by that name has a byte-order mark, as XML asks for. @throws RangeError by the rule refuse */
  encode(text: string, rule: UnencodableRule = 'transliterate'): Buffer {
    return iconv.encode(this.fit(text, rule), this.name);
  }

  /** Of a text that fits, without a byte-order mark. */
  byteLength(text: string): number {
    return iconv.encode(text, this.name, { addBOM: false }).length;
  }

  private get isUnicode(): boolean {
    return /^(utf|ucs|unicode|cesu)/i.test(this.name);
  }

  private holdsCharacter(character: string): boolean {
    const known = this.known.get(character);
    if (known !== undefined) return known;
    const holds = this.isUnicode || iconv.decode(iconv.encode(character, this.name), this.name) === character;
    this.known.set(character, holds);
    return holds;
  }

  private standIn(character: string, rule: UnencodableRule): string {
    if (rule === 'reference') return `&#${character.codePointAt(0)};`;
    if (rule === 'refuse') throw new RangeError(`${this.name} has no ${JSON.stringify(character)}`);
    if (rule === 'replace') return REPLACEMENT;
    // A loose accent or a joiner has nothing near it, and is not missed.
    if (/^[\p{M}\p{Cf}]$/u.test(character)) return '';
    const near = NEARER[character] ?? (/^\s$/.test(character) ? ' ' : transliterate(character, { unknown: REPLACEMENT }).trim());
    if (near === '') return REPLACEMENT;
    return [...near].map((each) => (this.holdsCharacter(each) ? each : REPLACEMENT)).join('');
  }
}

/** Settings decorator: the name of a charset that we can write. */
export function IsCharset(): PropertyDecorator {
  const validator = {
    validate: isCharset,
    defaultMessage: () => 'must be the name of a charset, such as utf-8, iso-8859-1 or windows-1252',
  };
  return (target, property) =>
    [IsString(), ValidateBy({ name: 'isCharset', validator })].forEach((decorate) => decorate(target, property));
}
