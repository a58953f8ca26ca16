import { type Exchange, HttpFactory } from '../../src/adapter-kit/http.js';
import { Log } from '../../src/settings/log.js';
import type { TracesSettings } from '../../src/settings/settings.js';
import { Metrics } from '../../src/telemetry/metrics.js';
import { openTraces } from '../../src/telemetry/open-traces.js';
import { Telemetry } from '../../src/telemetry/telemetry.js';
import { AnsweringServer } from '../adapter-kit/answering-server.js';
import { type GeoReportServer, startGeoReport } from '../georeport/server.js';
import { attributesOf, Collector } from './collector.js';

const PERSONAL = ['Ann', 'Archer', 'ann@example.org', '5550100', 'Elm Street'];
const REPORT = {
  service_code: 'RODENTS',
  first_name: 'Ann',
  last_name: 'Archer',
  email: 'ann@example.org',
  phone: '5550100',
  address_string: '1 Elm Street',
  description: 'Ann Archer saw rats',
};

let collector: Collector;
let crm: AnsweringServer;
const ends: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  collector = await Collector.start();
  crm = await AnsweringServer.start();
  ends.push(
    () => collector.server.close(),
    () => crm.close(),
  );
});
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end();
});

const settings = (overrides: Partial<TracesSettings> = {}): TracesSettings => ({
  url: collector.url,
  headers: { authorization: 'Bearer of-the-collector' },
  serviceName: 'open311-bridge',
  share: 1,
  propagate: false,
  ...overrides,
});

/** What one process tells with. */
async function aProcess(overrides: Partial<TracesSettings> = {}): Promise<Telemetry> {
  return new Telemetry(new Metrics({ ofProcess: false }), await openTraces(settings(overrides), Log.at('silent')));
}

async function file(telemetry: Telemetry): Promise<GeoReportServer> {
  const server = await startGeoReport(undefined, undefined, { telemetry });
  ends.push(() => server.close());
  expect((await server.post(REPORT)).status).toBe(200);
  return server;
}

async function storedParent({ store }: GeoReportServer): Promise<string | null> {
  return (await store.database.selectFrom('delivery').select('trace_parent').executeTakeFirstOrThrow()).trace_parent;
}

/** One attempt as a delivery process makes it: a span round it, each captured exchange told. */
async function deliver(telemetry: Telemetry, traceParent: string | null): Promise<string | undefined> {
  const attempt = { traceParent, connection: 'riverton.example/crm', step: 'create_case', attempt: 1 };
  const span = telemetry.traces.delivering(attempt);
  const http = new HttpFactory({ connectTimeoutMs: 1_000, callTimeoutMs: 1_000, maxAnswerBytes: 10_000 });
  const capture = (exchange: Exchange) => span.called(exchange);
  const url = `${crm.url}/cases/of/ann@example.org?name=Ann`;
  await http.client(capture, [], undefined, span.headers).request({ method: 'POST', url, body: JSON.stringify(REPORT) });
  http.close();
  span.end({ outcome: 'delivered' });
  return span.traceId;
}

it('one trace leads from the POST through another process to the call of the CRM', async () => {
  const [intake, delivery] = [await aProcess(), await aProcess()];
  const traceId = await deliver(delivery, await storedParent(await file(intake)));
  await Promise.all([intake.traces.close(), delivery.traces.close()]);

  const [post, attempt, call] = ['POST requests', 'deliver create_case', 'POST'].map((name) =>
    collector.spans().find((span) => span.name === name)!,
  );
  expect(collector.spans()).toHaveLength(3);
  expect(new Set(collector.spans().map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect([post!.parentSpanId ?? '', attempt!.parentSpanId, call!.parentSpanId]).toEqual(['', post!.spanId, attempt!.spanId]);
  expect([post!.kind, attempt!.kind, call!.kind]).toEqual([2, 5, 3]);
  expect(attributesOf(post!)).toMatchObject({ 'http.response.status_code': 200, 'open311.jurisdiction_id': 'riverton.example' });
  expect(attributesOf(attempt!)).toMatchObject({ 'open311.connection': 'riverton.example/crm', 'open311.outcome': 'delivered' });
  expect(attributesOf(call!)).toMatchObject({ 'server.address': '127.0.0.1', 'http.response.status_code': 200 });
  expect(BigInt(call!.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(call!.startTimeUnixNano));
  expect(collector.services()).toEqual(['open311-bridge', 'open311-bridge']);
});

it('nothing that a resident wrote or told of himself is in a trace', async () => {
  const telemetry = await aProcess();
  await deliver(telemetry, await storedParent(await file(telemetry)));
  await telemetry.traces.close();
  const sent = collector.server.received.map(({ body }) => body).join();
  expect(sent).toContain('deliver create_case');
  for (const word of PERSONAL) expect(sent).not.toContain(word);
});

it('a CRM is told of the trace only where the settings say so', async () => {
  const [quiet, open] = [await aProcess(), await aProcess({ propagate: true })];
  await deliver(quiet, null);
  const traceId = await deliver(open, null);
  expect(crm.received.map(({ headers }) => headers['traceparent'])).toEqual([
    undefined,
    expect.stringMatching(new RegExp(`^00-${traceId}-[0-9a-f]{16}-01$`)),
  ]);
  await Promise.all([quiet.traces.close(), open.traces.close()]);
});

it('what is left out of the share is left out whole, in other processes too', async () => {
  const [intake, delivery] = [await aProcess({ share: 0 }), await aProcess()];
  await deliver(delivery, await storedParent(await file(intake)));
  await Promise.all([intake.traces.close(), delivery.traces.close()]);
  expect(collector.spans()).toEqual([]);
});

it('a refused report is a span with its status', async () => {
  const telemetry = await aProcess();
  const server = await file(telemetry);
  expect((await server.post({ service_code: 'NONE' })).status).toBe(404);
  await telemetry.traces.close();
  expect(collector.spans().map((span) => attributesOf(span)['http.response.status_code'])).toEqual([200, 404]);
});

it('the collector gets the headers of the settings', async () => {
  const telemetry = await aProcess();
  await deliver(telemetry, null);
  await telemetry.traces.close();
  expect(collector.server.received[0]!.headers).toMatchObject({
    authorization: 'Bearer of-the-collector',
    'content-type': 'application/json',
  });
});

it('without a collector nothing is traced and nothing of it stored', async () => {
  const telemetry = await aProcess({ url: undefined });
  expect(await storedParent(await file(telemetry))).toBeNull();
  expect(telemetry.traces.delivering({ connection: 'c', step: 'create_case', attempt: 1 })).toMatchObject({ headers: {} });
});
