import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { cityWith, packageRoot, paperCatalogue, PaperSettings, RIGHT_CITY } from '../../test/support/configuration.js';
import { configSchemas } from './config-schemas.js';
import { SchemaWriter } from './json-schema.js';

let schemas: Record<string, Record<string, never>>;
let city: ValidateFunction;
let settings: ValidateFunction;
beforeAll(async () => {
  const texts = await configSchemas(paperCatalogue, packageRoot);
  schemas = Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, JSON.parse(text) as Record<string, never>]));
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
  city = ajv.compile(schemas['jurisdiction.schema.json']!);
  settings = ajv.compile(schemas['settings.schema.json']!);
});

/** Places of what the schema finds wrong. */
function wrong(check: ValidateFunction, text: string): string[] {
  check(parse(text));
  return [
    ...new Set(
      check.errors
        ?.filter(({ keyword }) => keyword !== 'if')
        .map(({ instancePath, params }) => [instancePath, ...Object.values(params as object)].join(' ')),
    ),
  ];
}

describe('the schema of a city', () => {
  it('takes what the bridge takes', () => {
    expect(wrong(city, RIGHT_CITY)).toEqual([]);
  });

  it.each<[string, [string, string], string]>([
    ['an unknown key', ['timeZone:', 'timezone:'], ' timezone'],
    ['a missing key', ['name: Oakville\n', ''], ' name'],
    ['a number for a text', ['code: TREE', 'code: 311'], '/services/0/code string'],
    ['a code with other letters', ['code: TREE', 'code: TR EE'], '/services/0/code (?:^[A-Za-z0-9_-]+$)|\\$\\{'],
    [
      'a word outside its choice',
      ['    name: Tree', '    name: Tree\n    type: relatime'],
      '/services/0/type realtime,batch,blackbox',
    ],
    ['an unknown adapter', ['type: paper', 'type: papper'], '/connections/office/type paper,stone'],
    ['a missing key of an adapter', ['{ endpoint: http://office/ }', '{}'], '/connections/office/settings endpoint'],
    [
      'settings left out that the adapter needs',
      ['    settings: { endpoint: http://office/ }\n', ''],
      '/connections/office settings',
    ],
    [
      'a number beyond the bounds of an adapter',
      ['endpoint: http://office/', 'endpoint: x, drawers: 501'],
      '/connections/office/settings/drawers <= 501'.replace('501', '500'),
    ],
    [
      'an unknown key in a record of an adapter',
      ['endpoint: http://office/', 'endpoint: x, cases: { TREE: { drawer: A, frm: 1 } }'],
      '/connections/office/settings/cases/TREE frm',
    ],
    [
      'a misspelt override',
      ['    type: paper', '    type: paper\n    delivery: { settlMs: 1 }'],
      '/connections/office/delivery settlMs',
    ],
  ])('marks %s', (_name, change, place) => {
    expect(wrong(city, cityWith(change))).toContain(place);
  });

  it('asks for nothing that an emulator fills in', () => {
    expect(
      wrong(city, cityWith(['    type: paper', '    type: paper\n    emulator: true'], ['{ endpoint: http://office/ }', '{}'])),
    ).toEqual([]);
  });

  it('knows status words as bare texts and as one of exact, prefix, pattern', () => {
    const rules = (when: string) =>
      cityWith(['    type: paper', `    type: paper\n    statusRules: [{ when: { status: ${when} }, status: open }]`]);
    for (const when of ['open', '{ exact: a }', '{ prefix: a }', '{ pattern: a }']) expect(wrong(city, rules(when))).toEqual([]);
    expect(wrong(city, rules('{ exact: a, prefix: b }'))).not.toEqual([]);
  });

  it('lets a reference stand where letters are restricted', () => {
    expect(wrong(city, cityWith(['id: oakville', 'id: "${CITY}"']))).toEqual([]);
  });
});

describe('the schema of settings.yaml', () => {
  it.each(['{}', 'server: { port: 1 }', 'store: { databaseUrl: "${URL}" }', 'server: { publicUrl: null }'])(
    'takes %s',
    (text) => {
      expect(wrong(settings, text)).toEqual([]);
    },
  );

  it.each([
    ['server: { prot: 1 }', '/server prot'],
    ['server: { port: 65536 }', '/server/port <= 65535'],
    ['roles: [intak]', '/roles/0 intake,delivery,sync'],
    ['store: { databaseUrl: mysql://x }', '/store/databaseUrl (?:^postgres(ql)?:\\/\\/.)|\\$\\{'],
  ])('marks %s', (text, place) => {
    expect(wrong(settings, text)).toEqual([place]);
  });

  it('says of each key what the manual says, with its default', () => {
    const { definitions } = schemas['settings.schema.json'] as unknown as {
      definitions: Record<string, { properties: Record<string, object> }>;
    };
    expect(definitions.ServerShapePart!.properties.port).toMatchObject({
      default: 8311,
      description: '0 takes any free port. Environment: PORT',
    });
    expect(definitions.ConnectionSyncShapePart!.properties.overlapMs).toMatchObject({
      default: 300_000,
      description: expect.stringContaining('clocks that differ') as string,
    });
  });
});

describe('the schema of a class', () => {
  it('says what its decorators, initialisers and descriptions say', () => {
    const writer = new SchemaWriter();
    expect(writer.schemaOf(PaperSettings)).toEqual({
      type: 'object',
      properties: {
        endpoint: { type: 'string', description: 'Where the office is.' },
        password: { type: ['string', 'null'] },
        drawers: { type: 'integer', minimum: 1, maximum: 500, default: 12 },
        pen: { type: 'string', enum: ['ink', 'pencil'], default: 'ink' },
        cases: { type: 'object', additionalProperties: { $ref: '#/definitions/PaperCase' }, default: {} },
        clerks: { type: 'array', items: { $ref: '#/definitions/PaperClerk' }, default: [] },
      },
      required: ['endpoint'],
      additionalProperties: false,
    });
    expect(Object.keys(writer.definitions).sort()).toEqual(['PaperCase', 'PaperClerk', 'PaperForm']);
  });

  it('keeps two classes of one name apart', () => {
    const [first, second] = [class Same {}, (() => class Same {})()];
    const writer = new SchemaWriter();
    expect([writer.refTo(first), writer.refTo(second), writer.refTo(first)].map(({ $ref }) => $ref)).toEqual([
      '#/definitions/Same',
      '#/definitions/Same2',
      '#/definitions/Same',
    ]);
  });
});
