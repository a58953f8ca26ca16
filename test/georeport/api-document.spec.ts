import { jest } from '@jest/globals';
import { sql } from 'kysely';
import { methodsOf, RESOURCES } from '../../src/intake/http/resources.js';
import { Parameters } from '../../src/intake/parameters.js';
import { SyncStore } from '../../src/store/sync.store.js';
import { ApiDocument, type Described } from './api-document.js';
import { type GeoReportServer, startGeoReport } from './server.js';

const LIMIT = { requests: 1_000_000, windowSeconds: 60 };
const LIMITS = { perKey: LIMIT, perAddress: LIMIT, failedKeysPerAddress: LIMIT, failedCallbacksPerAddress: LIMIT };

let server: GeoReportServer;
let document: ApiDocument;
/** What stands for each parameter of a path. */
const known = { code: 'POTHOLE', id: '', token: '' };
let report: Record<string, string>;
let update: Record<string, string>;

beforeAll(async () => {
  server = await startGeoReport(undefined, undefined, { limits: LIMITS });
  document = await ApiDocument.of(server);
  report = { service_code: 'POTHOLE', lat: '42.36', long: '-71.05', 'attribute[SIZE]': 'S' };
  const [filed] = (await (await server.post(report)).json()) as { service_request_id: string }[];
  const [later] = (await (await server.post({ service_code: 'LATER', address_string: 'Mill Lane' })).json()) as {
    token: string;
  }[];
  await becomesPublic(filed!.service_request_id);
  Object.assign(known, { id: filed!.service_request_id, token: later!.token });
  const at = { updated_datetime: '2026-03-02T08:15:30Z', description: 'Still there' };
  update = { service_request_id: known.id, update_id: '1', status: 'OPEN', ...at };
});
afterAll(() => server.close());

/** News from the CRM, public since a minute ago. */
async function becomesPublic(id: string): Promise<void> {
  const { database } = server.store;
  const connection = 'riverton.example/crm';
  await sql`
    insert into bridge.crm_case (connection, case_ref, request_id, created_at)
    select ${connection}, 'CASE-1', id, now() from bridge.service_request where public_id = ${id}`.execute(database);
  const news = {
    status: 'closed',
    detail: 'fixed',
    notes: 'Filled.',
    externalStatusCode: 'DONE',
    mediaUrls: ['https://crm.example/1.jpg', 'https://crm.example/2.jpg'],
  } as const;
  await new SyncStore(database).apply(connection, [{ caseRef: 'CASE-1', crmStatus: 'DONE', public: news }]);
  await sql`update bridge.request_update set available_at = now() - interval '1 minute'`.execute(database);
}
afterEach(() => jest.restoreAllMocks());

const pathOf = (path: string, format = 'json') =>
  path.replace('{format}', format).replaceAll(/\{(\w+)\}/g, (_all, name: keyof typeof known) => known[name]);
const urlOf = (path: string) => new URL(pathOf(path), server.base);
const fieldsOf = ({ operation }: Described) => (operation.operationId === 'postUpdate' ? update : report);
const bodyOf = (described: Described, fields = fieldsOf(described)) =>
  described.method === 'POST' ? new URLSearchParams({ api_key: server.key, ...fields }) : undefined;
const call = (described: Described, fields?: Record<string, string>) =>
  fetch(urlOf(described.path), { method: described.method, body: bodyOf(described, fields) });

it('describes every resource that is served with its methods, and no other (section 1)', () => {
  const described = new Map<string, Set<string>>();
  for (const { path, method } of document.operations) described.set(path, (described.get(path) ?? new Set()).add(method));
  const routed = [...described.keys()].map((path) => pathOf(path).replace('.json', ''));
  for (const { path } of RESOURCES) expect([path, routed.some((each) => path.test(each))]).toEqual([path, true]);
  for (const [path, methods] of described)
    expect([path, ...methods, 'HEAD', 'OPTIONS'].sort()).toEqual([path, ...methodsOf(pathOf(path).replace('.json', ''))!].sort());
});

it('answers every described path and method in both formats, in the shape that the document gives', async () => {
  expect(document.operations.length).toBeGreaterThanOrEqual(11);
  expect(await (await server.get('servicerequestupdates.json')).json()).toMatchObject([{ status: 'fixed' }]);
  for (const described of document.operations) {
    const response = await call(described);
    expect([described.path, response.status]).toEqual([described.path, 200]);
    expect([described.path, document.problems(described, 200, await response.json())]).toEqual([described.path, []]);
    const xml = await fetch(new URL(pathOf(described.path, 'xml'), server.base), {
      method: described.method,
      body: bodyOf(described),
    });
    const root = (described.operation.responses['200'] as any).content['text/xml'].schema;
    const name = root.xml?.name ?? (document.json.components!.schemas![root.$ref.split('/').at(-1)] as any).xml.name;
    expect(await xml.text()).toMatch(new RegExp(`^<\\?xml [^>]*>\\s*<${name}[ />]`));
  }
});

it('section 15.4: describes what extensions=true adds', async () => {
  const extended = document.operations.filter(({ operation }) =>
    operation.parameters!.some((each) => 'name' in each && each.name === 'extensions'),
  );
  expect(extended.map(({ operation }) => operation.operationId)).toEqual([
    'definition',
    'listRequests',
    'readRequest',
    'readRequest2',
  ]);
  for (const described of extended) {
    const plain = await (await call(described)).text();
    const more = await (await fetch(`${urlOf(described.path)}?extensions=true`)).text();
    expect(more.length).toBeGreaterThan(plain.length);
    expect([described.path, document.problems(described, 200, JSON.parse(more))]).toEqual([described.path, []]);
  }
});

it('describes errors as they come, and every status that a resource answers', async () => {
  const wrong: [string, (described: Described) => Promise<Response>][] = [
    [
      'an unknown jurisdiction',
      (each) => fetch(`${urlOf(each.path)}?jurisdiction_id=none`, { method: each.method, body: bodyOf(each) }),
    ],
    [
      'a body of another type',
      (each) => fetch(urlOf(each.path), { method: each.method, body: '<a/>', headers: { 'content-type': 'text/xml' } }),
    ],
    ['no key', (each) => fetch(urlOf(each.path), { method: each.method, body: new URLSearchParams(fieldsOf(each)) })],
    ['fields missing', (each) => call(each, { service_request_id: '' })],
  ];
  for (const [name, send] of wrong)
    for (const described of document.operations.filter(({ method, path }) => method === 'POST' || !path.includes('discovery'))) {
      if (described.method === 'GET' && name !== 'an unknown jurisdiction') continue;
      const response = await send(described);
      expect([name, described.path, response.status]).not.toEqual([name, described.path, 200]);
      expect([name, described.path, document.problems(described, response.status, await response.json())]).toEqual([
        name,
        described.path,
        [],
      ]);
    }
});

it('names every parameter that the code looks for, and no other', async () => {
  for (const described of document.operations) {
    const asked = new Set<string>();
    for (const method of ['text', 'every', 'list'] as const) {
      const original = Parameters.prototype[method] as (this: Parameters, name: string) => any;
      jest.spyOn(Parameters.prototype, method).mockImplementation(function (this: Parameters, name: string) {
        asked.add(name);
        return original.call(this, name);
      });
    }
    jest.spyOn(Parameters, 'ofPost').mockImplementation((body, query) => new Parameters([...query.pairs, ...body.pairs]));
    await fetch(`${urlOf(described.path)}?callback=f`, {
      method: described.method,
      body: bodyOf(described, { ...fieldsOf(described), update_id: '2' }),
    });
    jest.restoreAllMocks();
    expect([described.path, [...asked].filter((name) => !UNTOLD.has(name)).sort()]).toEqual([described.path, namesOf(described)]);
  }
});

/** Other spellings, told in words; and the key of a GET, which changes nothing (KEY-4). */
const UNTOLD = new Set(['deviceid']);

/** `attribute` is looked for by its brackets. */
function namesOf({ operation }: Described): string[] {
  const inQuery = (operation.parameters as any[]).filter((each) => each.in === 'query').map((each) => each.name as string);
  const body = (operation.requestBody as any)?.content['application/json'].schema.$ref.split('/').at(-1);
  const schema = body && (document.json.components!.schemas![body] as any);
  return [...inQuery, ...Object.keys(schema?.properties ?? {})].filter((name) => name !== 'attribute').sort();
}

it('names every header of ours', async () => {
  const OURS = /^(x-(?!content)|ratelimit|retry-after|etag|last-modified|link$)/;
  for (const described of document.operations) {
    const { headers, status } = await call(described);
    const named = Object.keys((described.operation.responses[status] as any).headers).map((name) => name.toLowerCase());
    for (const name of [...headers.keys()].filter((each) => OURS.test(each)))
      expect([described.path, named]).toEqual([described.path, expect.arrayContaining([name])]);
  }
  const wide = await server.get('requests.json?start_date=2020-01-01T00:00:00Z');
  expect(wide.headers.get('x-date-range')).toMatch(/Z\/.*Z$/);
});

it('is a sound OpenAPI 3 document', () => {
  expect(document.json.openapi).toMatch(/^3\.0\.\d$/);
  expect(document.json.info).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  const ids = document.operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const schema of Object.values(document.json.components!.schemas!)) document.compiled(schema);
  const schemes = Object.keys(document.json.components!.securitySchemes!);
  for (const { path, operation } of document.operations) {
    const all = [...(document.json.paths[path]!.parameters ?? []), ...operation.parameters!] as any[];
    expect(new Set(all.filter((each) => each.in === 'path').map((each) => each.name))).toEqual(
      new Set([...path.matchAll(/\{(\w+)\}/g)].map((each) => each[1])),
    );
    expect(new Set(all.map((each) => `${each.in} ${each.name}`)).size).toBe(all.length);
    for (const each of all) document.compiled(each.schema);
    for (const each of operation.security ?? []) expect(schemes).toEqual(expect.arrayContaining(Object.keys(each)));
    for (const response of Object.values(operation.responses) as any[]) {
      expect(response.description).toEqual(expect.any(String));
      for (const { schema } of Object.values(response.content ?? {}) as any[]) document.compiled(schema);
    }
    for (const { schema } of Object.values((operation.requestBody as any)?.content ?? {}) as any[]) document.compiled(schema);
  }
});

it('tells how to send a key, an idempotency key, and pictures', () => {
  const { operation } = document.operations.find((each) => each.operation.operationId === 'fileRequest')!;
  expect(operation.security).toEqual([{ bearer: [] }, { api_key: [] }, {}]);
  expect(operation.parameters).toMatchObject([{ name: 'Idempotency-Key', in: 'header' }]);
  const content = (operation.requestBody as any).content;
  expect(Object.keys(content)).toEqual(['application/x-www-form-urlencoded', 'multipart/form-data', 'application/json']);
  expect(content['multipart/form-data'].schema.allOf[1].properties.media.items).toEqual({ type: 'string', format: 'binary' });
});

it('shows itself at /docs with nothing from elsewhere', async () => {
  const page = await fetch(new URL('/docs', server.base));
  const html = await page.text();
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self';");
  const assets = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((each) => each[1]!);
  expect(assets).toHaveLength(4);
  for (const asset of assets) {
    expect(asset).toMatch(/^\/docs\//);
    const { status, headers } = await fetch(new URL(asset, server.base));
    expect([asset, status]).toEqual([asset, 200]);
    expect(headers.get('content-type')).toMatch(asset.endsWith('.js') ? /javascript/ : asset.endsWith('.css') ? /css/ : /png/);
  }
  const hidden = await fetch(new URL('/docs/assets/package.json', server.base));
  expect([hidden.status, await hidden.json()]).toEqual([404, [{ code: 404, description: expect.any(String) }]]);
});

it('names the public address, and is not there where a city does not want it', async () => {
  const store = server.store;
  const shared = { database: store.database, close: async () => undefined };
  const named = await startGeoReport(undefined, shared, { server: { publicUrl: 'https://city.example.gov/311' } });
  expect((await ApiDocument.of(named)).json.servers).toEqual([{ url: 'https://city.example.gov/311' }]);
  expect(await (await fetch(new URL('/docs', named.base))).text()).toContain('src="/311/docs/start.js"');
  expect(await (await fetch(new URL('/docs/start.js', named.base))).text()).toContain('"/311/openapi.json"');
  await named.close();
  const silent = await startGeoReport(undefined, shared, { server: { docs: false } });
  for (const path of ['/openapi.json', '/docs', '/docs/start.js', '/docs/assets/swagger-ui.css'])
    expect([path, (await fetch(new URL(path, silent.base))).status]).toEqual([path, 404]);
  await silent.close();
});
