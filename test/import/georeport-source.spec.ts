import { GeoReportReader } from '../../src/import/georeport-reader.js';
import { GeoReportSource } from '../../src/import/georeport-source.js';
import type { BadRecord, SourceRecord } from '../../src/import/import-source.js';
import { aHistory, type Habits, OldServer, type OldRequest } from './old-server.js';

const SPAN = { since: new Date('2015-03-01T00:00:00Z'), until: new Date('2015-04-01T00:00:00Z'), days: 7 };

let server: OldServer;
afterEach(() => server.stop());

async function readAll(
  requests: readonly OldRequest[],
  habits: Habits,
  { position, attributes = {} }: { position?: unknown; attributes?: Record<string, string> } = {},
) {
  server = await OldServer.start(requests, habits);
  const endpoint = { url: server.url, format: habits.xml ? ('xml' as const) : ('json' as const), rate: 1000, pageSize: 100 };
  const reader = new GeoReportReader(endpoint);
  const records: SourceRecord[] = [];
  const bad: BadRecord[] = [];
  let last: unknown;
  try {
    for await (const chunk of new GeoReportSource(reader, SPAN, { attributes }).read(position)) {
      records.push(...chunk.records);
      bad.push(...chunk.bad);
      last = chunk.position;
    }
  } finally {
    reader.close();
  }
  return { records, bad, last, ids: new Set(records.map(({ fields }) => fields['service_request_id'])) };
}

it.each<[string, Habits]>([
  ['gives pages', {}],
  ['gives smaller pages than are asked for', { cap: 30 }],
  ['answers 404 behind the last page', { ends404: true }],
  ['speaks XML only', { xml: true }],
  ['speaks XML only, and answers 404 behind the last page', { xml: true, ends404: true }],
  ['knows no pages and gives the newest 50', { pages: false, cap: 50 }],
  ['wants to be asked later', { busy: 2 }],
])('every request comes from a server that %s', async (_habit, habits) => {
  const { ids, bad } = await readAll(aHistory(700), habits);
  expect(ids.size).toBe(700);
  expect(bad).toEqual([]);
});

it('says where a server without pages hides requests', async () => {
  const { bad } = await readAll(aHistory(80, 0), { pages: false, cap: 60 });
  expect(bad[0]).toMatchObject({ reason: expect.stringMatching(/there may be more of this minute/) as string });
});

it('goes on at the span where it was cut off', async () => {
  const { last } = await readAll(aHistory(1), {});
  expect(last).toEqual({ until: '2015-04-01T00:00:00.000Z' });
  await server.stop();
  await readAll(aHistory(1), {}, { position: { until: '2015-03-22T00:00:00.000Z' } });
  expect(server.asked[0]!.get('start_date')).toBe('2015-03-22T00:00:00Z');
});

it('takes answers of residents along, renamed as the map says, and every picture', async () => {
  const [first] = aHistory(1);
  const attributes = [
    { code: 'size', value: 'Plate' },
    { code: 'near', value: 'A' },
    { code: 'near', value: 'B' },
  ];
  const request = { ...first!, attributes, media_url: ['http://old/1.jpg', 'http://old/2.jpg'], address: null };
  const { records } = await readAll([request], {}, { attributes: { SIZE: 'size' } });
  expect(records).toMatchObject([
    {
      attributes: [
        { code: 'SIZE', values: ['Plate'] },
        { code: 'near', values: ['A', 'B'] },
      ],
      mediaUrls: ['http://old/1.jpg', 'http://old/2.jpg'],
    },
  ]);
  expect(records[0]!.fields).not.toHaveProperty('address');
});

it('says what a server answered that is none, and of which address', async () => {
  server = await OldServer.start([]);
  const reader = new GeoReportReader({ url: server.url.replace('/v2', ''), format: 'xml', rate: 1000, pageSize: 10 });
  await expect(reader.page(SPAN.since, SPAN.until, 1)).rejects.toThrow(/requests\.xml did not answer as a GeoReport server/);
  reader.close();
});
