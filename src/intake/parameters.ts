import { cleanText } from './formats/document.js';
import { badRequest } from './georeport-error.js';

/** Far beyond any form or list of ids, and still read in a moment; a body of the allowed size could hold half a million. */
const MOST_PARAMETERS = 20_000;
/** Fields for which one client writes the word `null` when it has no value (GEN-11). */
const NULL_WORD_FIELDS = new Set([
  'email',
  'phone',
  'first_name',
  'last_name',
  'device_id',
  'account_id',
  'media_url',
  'address_string',
  'address_id',
]);
/** Fields that keep their line breaks; all others are one line (GEN-10). */
const MULTI_LINE = /^(description$|attribute\[)/;

type Pair = readonly [name: string, value: string];

/** One field in every spelling (GEN-7, POST-12): `name`, `name[]`, `name[0]`. */
const REPEATED = /\[\d*\]$/;
const ATTRIBUTE = /^attribute\[([^\]]+)\]$/;

/** Name and value as they came. */
export type Pairs = [string, string][];

/**
 * The parameters of one request: name and value pairs in the order in which they came, without what no text may hold (ENC-5). Looked
 * through once, so that ten thousand of them cost no more than their number.
 */
export class Parameters {
  readonly pairs: readonly Pair[];
  /** By name without `[]`; empty values are not sent (GEN-6). */
  private readonly byName = new Map<string, string[]>();

  /** @throws GeoReportError 400 for more than anybody needs. */
  constructor(pairs: readonly Pair[]) {
    refuseTooMany(pairs.length);
    this.pairs = pairs.map(([name, value]) => [cleanText(name).trim(), cleanText(value)]);
    for (const [name, value] of this.pairs) {
      const field = name.replace(REPEATED, '');
      const sent = MULTI_LINE.test(field) ? value : value.trim();
      const values = this.byName.get(field);
      if (!values) this.byName.set(field, isSent(field, value) ? [sent] : []);
      else if (isSent(field, value)) values.push(sent);
    }
  }

  /** GEN-9: what the body leaves out or empty may stand in the query. */
  static ofPost(body: Parameters, query: Parameters): Parameters {
    return new Parameters([
      ...body.pairs,
      ...query.pairs.filter(([name]) => body.every(name.replace(REPEATED, '')).length === 0),
    ]);
  }

  /** The first value that is not empty (GEN-6). */
  text(name: string): string | undefined {
    return this.byName.get(name)?.[0];
  }

  /** All values of a field that may be repeated, `name` and `name[]` alike; blanks trimmed, empty ones left out (GEN-7). */
  every(name: string): string[] {
    return this.byName.get(name) ?? [];
  }

  /** Comma lists, repetition and any mix of them (GEN-7); undefined when not sent. */
  list(name: string): string[] | undefined {
    const values = this.every(name)
      .flatMap((value) => value.split(','))
      .map((value) => value.trim())
      .filter(Boolean);
    return values.length > 0 ? values : undefined;
  }

  /** Values by attribute code, in every spelling seen (POST-12): `[CODE]`, `[CODE][]`, `[CODE][0]`, repeated. Empty ones are left out. */
  attributes(): Map<string, string[]> {
    const answers = new Map<string, string[]>();
    for (const [field, values] of this.byName) {
      const code = ATTRIBUTE.exec(field)?.[1];
      if (code)
        answers.set(
          code,
          values.map((value) => value.trim()),
        );
    }
    return answers;
  }
}

function isSent(field: string, value: string): boolean {
  const text = value.trim();
  return text !== '' && !(text === 'null' && NULL_WORD_FIELDS.has(field));
}

/** Reads `application/x-www-form-urlencoded` bytes: any order, any repetition, UTF-8 or 400 (ENC-1). */
export function parseForm(bytes: Buffer): [string, string][] {
  const pairs = bytes.toString('latin1').split('&').filter(Boolean);
  refuseTooMany(pairs.length);
  return pairs.map((pair) => {
    const cut = pair.indexOf('=');
    return cut < 0 ? [decode(pair), ''] : [decode(pair.slice(0, cut)), decode(pair.slice(cut + 1))];
  });
}

function refuseTooMany(count: number): void {
  if (count > MOST_PARAMETERS)
    throw badRequest(`a request may have at most ${MOST_PARAMETERS} parameters, this one has ${count}`);
}

/** Bytes of a text part. @throws GeoReportError 400 when they are not UTF-8. */
export function utf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw badRequest('the request is not valid UTF-8; send all texts in UTF-8');
  }
}

/** `text` holds one byte a character. A percent sign that starts no escape stands for itself. */
function decode(text: string): string {
  const unescaped = text
    .replaceAll('+', ' ')
    .replaceAll(/%([0-9a-fA-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16)));
  return utf8(Buffer.from(unescaped, 'latin1'));
}
