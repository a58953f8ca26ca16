import type { SoapCondition, SoapReading } from '../settings/reading-settings.js';
import { type Found, XmlPath } from './xml-path.js';
import { Pattern } from '../../../src/domain/pattern.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';

/** Look-up tables by name. */
export type Tables = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** What can be read: an answer, or one element of it. */
export interface Readable {
  readonly body: XmlElement;
  readonly header?: XmlElement;
  readonly http?: { readonly status: number; readonly headers: Readonly<Record<string, string>> };
}

/** Told apart where it matters: missing, there and empty, there and nil, there with a value. */
export type Presence = 'missing' | 'empty' | 'nil' | 'value';

/** Reads one value as the settings describe it. */
export class ValueReader {
  private readonly paths: readonly XmlPath[];
  private readonly match?: Pattern;
  private readonly strip?: Pattern;

  constructor(
    private readonly settings: SoapReading,
    private readonly tables: Tables = {},
  ) {
    this.paths = settings.from === 'body' || settings.from === 'header' ? settings.path.map((path) => new XmlPath(path)) : [];
    this.match = settings.match === undefined ? undefined : new Pattern(settings.match);
    this.strip = settings.strip === undefined ? undefined : new Pattern(settings.strip);
  }

  /** The value; undefined when there is none and no default. */
  read(from: Readable): string | undefined {
    const values = this.found(from).flatMap((each) => this.valueOf(each) ?? []);
    const value = this.settings.join === undefined ? values[0] : values.length > 0 ? values.join(this.settings.join) : undefined;
    return value ?? this.settings.default;
  }

  /** Every value found, never joined. */
  readAll(from: Readable): string[] {
    return this.found(from).flatMap((each) => this.valueOf(each) ?? []);
  }

  /** The elements found, be it one, several or none. */
  elements(from: Readable): XmlElement[] {
    return this.found(from).flatMap(({ element }) => element ?? []);
  }

  presence(from: Readable): Presence {
    const [first] = this.found(from);
    if (!first) return 'missing';
    if (first.isNil) return 'nil';
    return first.text === '' && !first.element?.children.length ? 'empty' : 'value';
  }

  /** The first alternative that says something; else the first that is there at all. */
  private found(from: Readable): Found[] {
    const alternatives = this.paths.length > 0 ? this.paths.map((path) => inXml(path, from, this.settings)) : [this.inHttp(from)];
    const says = alternatives.find((found) => found.some((each) => this.valueOf(each) !== undefined));
    return says ?? alternatives.find((found) => found.length > 0) ?? [];
  }

  private inHttp({ http }: Readable): Found[] {
    const { from, path } = this.settings;
    if (!http) return [];
    if (from === 'status') return [{ text: String(http.status), isNil: false }];
    const texts = path.map((name) =>
      from === 'cookie' ? cookieIn(http.headers['set-cookie'], name) : http.headers[name.toLowerCase()],
    );
    return texts.flatMap((text) => (text === undefined ? [] : [{ text, isNil: false }]));
  }

  private valueOf({ text, isNil }: Found): string | undefined {
    if (isNil || (text === '' && !this.settings.emptyCounts)) return undefined;
    const matched = this.match?.firstIn(text);
    if (this.match && !matched) return undefined;
    const part = matched ? (matched.groups[0] ?? matched.whole) : text;
    const cut = this.strip?.takenFrom(part) ?? part;
    const { letters, table } = this.settings;
    const value = letters === 'upper' ? cut.toUpperCase() : letters === 'lower' ? cut.toLowerCase() : cut;
    const rows = table === undefined ? undefined : this.tables[table];
    return rows && Object.hasOwn(rows, value) ? rows[value] : value;
  }
}

/** Whether something holds of an answer. */
export class Condition {
  private readonly reader: ValueReader;
  private readonly pattern?: Pattern;

  constructor(
    private readonly settings: SoapCondition,
    tables: Tables = {},
  ) {
    this.reader = new ValueReader(settings, tables);
    this.pattern = settings.matches === undefined ? undefined : new Pattern(settings.matches, { anyCase: true });
  }

  holds(from: Readable): boolean {
    const { equals, in: among, exists, absent, nil } = this.settings;
    const presence = this.reader.presence(from);
    const value = this.reader.read(from);
    const checks = [
      equals === undefined || value === equals,
      among === undefined || (value !== undefined && among.includes(value)),
      this.pattern === undefined || (value !== undefined && this.pattern.isIn(value)),
      exists === undefined || (presence !== 'missing') === exists,
      absent === undefined || (presence !== 'value') === absent,
      nil === undefined || (presence === 'nil') === nil,
    ];
    const asksNothing = [equals, among, this.pattern, exists, absent, nil].every((each) => each === undefined);
    return asksNothing ? value !== undefined : checks.every(Boolean);
  }
}

function inXml(path: XmlPath, { body, header }: Readable, { from }: SoapReading): Found[] {
  const place = from === 'header' ? header : body;
  return place ? path.find(place) : [];
}

/** `Set-Cookie` of several cookies arrives joined by commas, which their dates hold too. */
function cookieIn(header: string | undefined, name: string): string | undefined {
  const cookies = header?.split(/,(?=\s*[^;,=\s]+=)/) ?? [];
  const wanted = cookies.map((cookie) => /^\s*([^=;\s]+)=([^;]*)/.exec(cookie)).find((match) => match?.[1] === name);
  return wanted?.[2]?.trim();
}
