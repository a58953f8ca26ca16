import fc from 'fast-check';

/** One thing that is done to the server. */
export interface Case {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** `cut`: only this share of the bytes is sent. `garbage`: `body` is all that is sent. */
  readonly how: { readonly kind: 'whole' } | { readonly kind: 'cut'; readonly share: number } | { readonly kind: 'garbage' };
}

/** Marks every personal value, so that it is known again wherever it comes out. */
export const PERSONAL = 'zqpersonalqz';

const HOSTILE = [
  '',
  ' ',
  'null',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  'a\u0000b',
  '\ufffe',
  '😀',
  '\u202eabc',
  '../../etc/passwd',
  "'; drop table service_request; --",
  '<![CDATA[x]]>',
  '<!DOCTYPE a [<!ENTITY b "c">]>&b;',
  '&amp;&#0;',
  '${7*7}{{7*7}}',
  '1e400',
  '-1',
  '9'.repeat(400),
  'NaN',
  'x'.repeat(5_000),
  ' '.repeat(3_000),
  '%00',
  '%',
  ',,,',
  '\r\n\r\n',
  'a\rb',
];
const word = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 20, unit: 'grapheme' }),
  fc.string({ maxLength: 8, unit: 'binary' }),
);
const code = fc.oneof({ weight: 5, arbitrary: fc.constantFrom('POTHOLE', 'RODENTS', 'LATER', 'SECRET') }, word);
const date = fc.oneof(
  fc.constantFrom(
    '2026-03-02T08:15:30Z',
    '2026-03-02',
    '2026-03-02T08:15:30 01:00',
    '2026-02-31',
    '0020-01-01',
    '9999-12-31T23:59:59-14:00',
  ),
  word,
);
const degrees = fc.oneof(
  fc.double({ min: -200, max: 200, noNaN: true }).map(String),
  fc.constantFrom('42.36', '-71.05', '0', '-0'),
  word,
);
const status = fc.oneof(fc.constantFrom('open', 'closed', 'OPEN,closed'), word);
const size = fc.oneof(fc.integer({ min: -2, max: 2_000 }).map(String), word);
const id = fc.oneof(
  fc.integer({ min: 1, max: 300 }).map((n) => `26-${String(n).padStart(8, '0')}`),
  word,
);

const VALUES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  service_code: code,
  service_request_id: id,
  update_id: id,
  lat: degrees,
  long: degrees,
  radius: size,
  bbox: fc.tuple(degrees, degrees, degrees, degrees).map((each) => each.join(',')),
  start_date: date,
  end_date: date,
  updated_after: date,
  updated_before: date,
  updated_datetime: date,
  status,
  page: size,
  page_size: size,
  per_page: size,
  extensions: fc.constantFrom('true', 'false', 'TRUE', '1', ''),
  format: fc.constantFrom('xml', 'json', 'yaml', ''),
};
const NAMES = [
  ...[
    'q',
    'callback',
    'cursor',
    'jurisdiction_id',
    'api_key',
    'description',
    'address_string',
    'address_id',
    'media_url',
    'media',
  ],
  ...[
    'attribute[SIZE]',
    'attribute[DEPTH]',
    'attribute[SEEN]',
    'attribute[NEAR][]',
    'attribute[NEAR][3]',
    'attribute[__proto__]',
  ],
  ...['attribute[', 'attribute[]', 'attribute[a][b]', 'attribute', '__proto__', 'constructor', 'a[b][c][]', '[]', ''],
  ...['attribute[fixmystreet_id]', 'agency_responsible', 'group', 'search', 'deviceid', 'title'],
];
const PERSONAL_NAMES = ['email', 'phone', 'first_name', 'last_name', 'device_id'];

const pair: fc.Arbitrary<[string, string]> = fc.oneof(
  ...Object.entries(VALUES).map(([name, value]) => value.map((each): [string, string] => [name, each])),
  fc.tuple(fc.constantFrom(...NAMES), word),
  fc.tuple(word, word),
);
const personal = fc.constantFrom(...PERSONAL_NAMES).map((name): [string, string] => [name, PERSONAL]);

/** A percent-encoded text, or one in which only what ends a request line is. */
const inAddress = (text: string, raw: boolean) =>
  raw
    ? Buffer.from(text)
        .toString('latin1')
        .replaceAll(/[^\u0021-\u007e\u0080-\u00ff]|[?#]/g, '_')
    : encodeURIComponent(text.toWellFormed());

const query = fc
  .tuple(fc.array(pair, { maxLength: 5 }), fc.boolean())
  .map(([pairs, raw]) => pairs.map(([name, value]) => `${inAddress(name, raw)}=${inAddress(value, raw)}`).join('&'));

/** Nine lists in ten are short; whole ones would take most of a long run's time. */
const BOUNDS = [
  '',
  ...Array.from({ length: 3 }, () => ['page_size=5&service_code=LATER', 'end_date=2026-03-02', 'status=closed']).flat(),
];
const RESOURCES = [
  'discovery',
  'services',
  'services/',
  'requests',
  'requests/',
  'request/',
  'tokens/',
  'servicerequestupdates',
  'media/',
  '',
];
const BASES = ['/open311/v2/', '//open311//v2//', '/open311/', '/open311/v2', '/open311/v2/./', '/open311/v2/%2e%2e/v2/'];
const SUFFIXES = ['.xml', '.json', '.XML', '.Json', '', '.html', '.json.xml', '.xml.json', '.', '/'];
const target = fc
  .record({
    base: fc.oneof({ weight: 9, arbitrary: fc.constant(BASES[0]!) }, fc.constantFrom(...BASES)),
    resource: fc.constantFrom(...RESOURCES),
    segment: fc.tuple(fc.oneof(code, id), fc.boolean()),
    suffix: fc.oneof({ weight: 3, arbitrary: fc.constantFrom('.xml', '.json') }, fc.constantFrom(...SUFFIXES)),
    query: fc.tuple(fc.constantFrom(...BOUNDS), query).map((each) => each.filter(Boolean).join('&')),
  })
  .map(({ base, resource, segment: [text, raw], suffix, query: asked }) => {
    const path = resource.endsWith('/') ? `${resource}${inAddress(text, raw)}` : resource;
    return `${base}${path}${suffix}${asked && `?${asked}`}`;
  });

const header = fc.constantFrom<[string, string]>(
  ['accept', 'application/json'],
  ['accept', '\u00ff'],
  ['accept-encoding', 'deflate'],
  ['if-none-match', '*'],
  ['if-none-match', '"x"'],
  ['if-modified-since', 'yesterday'],
  ['x-forwarded-for', '::1'],
  ['x-forwarded-proto', 'gopher'],
  ['range', 'bytes=5-1'],
  ['content-encoding', 'gzip'],
  ['cookie', '__proto__=1'],
  ['authorization', 'Bearer wrong'],
  ['authorization', 'Basic e30='],
  ['x-http-method-override', 'DELETE'],
  ['idempotency-key', '\u00fc'],
  ['idempotency-key', 'k'.repeat(3_000)],
);
const headers = fc.array(header, { maxLength: 3 }).map((pairs) => Object.fromEntries(pairs));

/** A report that is right, so that some are taken, and then whatever is laid over it. */
const fields = (key: string) =>
  fc
    .tuple(fc.boolean(), fc.array(fc.oneof({ weight: 2, arbitrary: pair }, personal), { maxLength: 8 }))
    .map(([right, more]): [string, string][] => {
      const report: [string, string][] = [
        ['api_key', key],
        ['service_code', 'RODENTS'],
        ['lat', '42.36'],
        ['long', '-71.05'],
      ];
      return [...(right ? report : [['api_key', key] as [string, string]]), ...more];
    });

type Encoded = readonly [type: string | undefined, body: Buffer];
const form = (pairs: readonly [string, string][]): Encoded => [
  'application/x-www-form-urlencoded',
  Buffer.from(new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString()),
];
const json = (pairs: readonly [string, string][]): Encoded => [
  'application/json',
  Buffer.from(JSON.stringify(Object.fromEntries(pairs))),
];
const multipart = (pairs: readonly [string, string][]): Encoded => {
  const part = ([name, value]: readonly [string, string], index: number) =>
    `--===b===\r\nContent-Disposition: form-data; name="${name}"${index === 5 ? '; filename="a.png"' : ''}\r\n\r\n${value}\r\n`;
  return ['multipart/form-data; boundary====b===', Buffer.from(`${pairs.map(part).join('')}--===b===--\r\n`)];
};
const TYPES = [
  'text/xml',
  'application/json',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'application/x-www-form-urlencoded; charset=latin1',
  ';',
  'a',
];
const bytes = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));

const body = (key: string): fc.Arbitrary<Encoded> =>
  fc.oneof(
    { weight: 4, arbitrary: fields(key).map(form) },
    { weight: 2, arbitrary: fields(key).map(json) },
    { weight: 2, arbitrary: fields(key).map(multipart) },
    fc.tuple(
      fc.option(fc.constantFrom(...TYPES), { nil: undefined }),
      fc.oneof(
        bytes,
        fields(key).map((each) => form(each)[1]),
      ),
    ),
    fields(key).map((each): Encoded => [TYPES[1], Buffer.from(`${'['.repeat(3_000)}${form(each)[1].toString()}`)]),
  );

const METHODS = ['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND', 'POST', 'BREW'];

const reading = fc.record({ target, headers }).map((each): Case => ({ method: 'GET', how: { kind: 'whole' }, ...each }));
const writing = (key: string): fc.Arbitrary<Case> =>
  fc
    .record({
      target: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('/open311/v2/requests.xml', '/open311/v2/requests.json') },
        target,
      ),
      headers,
      encoded: body(key),
      share: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, fc.double({ min: 0.05, max: 0.99, noNaN: true })),
    })
    .map(({ encoded: [type, content], share, headers: sent, target: to }) => ({
      method: 'POST',
      target: to,
      headers: { ...sent, ...(type === undefined ? {} : { 'content-type': type }) },
      body: content,
      how: share === 1 ? { kind: 'whole' } : { kind: 'cut', share },
    }));
const strange = fc
  .record({ method: fc.constantFrom(...METHODS), target, headers })
  .map((each): Case => ({ how: { kind: 'whole' }, ...each }));
const garbage = bytes.map((each): Case => ({ method: '', target: '', headers: {}, body: each, how: { kind: 'garbage' } }));

/** Everything that may come in, right and broken. */
export const cases = (key: string): fc.Arbitrary<Case> =>
  fc.oneof(
    { weight: 10, arbitrary: reading },
    { weight: 8, arbitrary: writing(key) },
    { weight: 3, arbitrary: strange },
    { weight: 1, arbitrary: garbage },
  );
