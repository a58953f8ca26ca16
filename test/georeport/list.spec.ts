import { readBoth } from './documents.js';
import { type GeoReportServer, startGeoReport } from './server.js';

const DAY_MS = 24 * 3600_000;
let server: GeoReportServer;
let now: number;
/** Ids by their age in days. */
const ids = new Map<number, string>();
beforeAll(async () => {
  server = await startGeoReport();
  now = Math.floor(Date.now() / 1000) * 1000;
  for (const age of [0, 1, 89, 91, 200]) ids.set(age, await filed('RODENTS', new Date(now - age * DAY_MS)));
});
afterAll(() => server.close());

const idOf = async (response: Response) => ((await response.json()) as [{ service_request_id: string }])[0].service_request_id;
async function filed(service_code: string, requested_at: Date, changes: object = {}): Promise<string> {
  const id = await idOf(await server.post({ service_code, lat: '42.3601', long: '-71.0589', description: `of ${service_code}` }));
  const times = { requested_at, updated_at: requested_at, ...changes };
  await server.store.database.updateTable('service_request').set(times).where('public_id', '=', id).execute();
  return id;
}
const list = async (query: string) => {
  const { status, body } = await readBoth(server, `requests${query}`);
  expect([query, status]).toEqual([query, 200]);
  return body.map(({ service_request_id }) => service_request_id);
};
const aged = (...ages: number[]) => ages.map((age) => ids.get(age));
const at = (age: number) => new Date(now - age * DAY_MS).toISOString();

describe('the window (12.1)', () => {
  it('LIST-1: without dates, the last 90 days', async () => {
    expect(await list('')).toEqual(aged(0, 1, 89));
  });

  it('LIST-2, D-9: a range over 90 days keeps its latest part and says so', async () => {
    const { body, headers } = await readBoth(server, `requests?start_date=${at(300)}&end_date=${at(100)}`);
    expect(headers.get('x-date-range')).toBe(`${at(190).slice(0, 19)}Z/${at(100).slice(0, 19)}Z`);
    expect(body).toEqual([]);
    expect(await list(`?start_date=${at(300)}&end_date=${at(150)}`)).toEqual(aged(200));
  });

  it('LIST-3: a lone start reaches until now, a lone end 90 days back, and midnight is taken literally', async () => {
    expect(await list(`?start_date=${at(5)}`)).toEqual(aged(0, 1));
    expect(await list(`?end_date=${at(88)}`)).toEqual(aged(89, 91));
    expect(await list(`?start_date=${at(2)}&end_date=${at(0.5)}`)).toEqual(aged(1));
  });

  it('LIST-4: a start after the end is 400, a start in the future is empty', async () => {
    expect((await readBoth(server, `requests?start_date=${at(1)}&end_date=${at(2)}`)).status).toBe(400);
    expect(await list(`?start_date=${at(-10)}`)).toEqual([]);
  });

  it('section 12.1: both bounds are inclusive to the second that is shown', async () => {
    const second = new Date('2020-03-02T08:15:30.700Z');
    const id = await filed('RODENTS', second);
    for (const query of [
      'start_date=2020-03-02T08:15:30Z&end_date=2020-03-02T08:15:30Z',
      'start_date=2020-03-02&end_date=2020-03-02',
      'start_date=2020-03-02T03:15:30&end_date=2020-03-02T08:15:30%2b0000',
    ])
      expect([query, await list(`?${query}`)]).toEqual([query, [id]]);
  });
});

describe('filters (12.1)', () => {
  it('section 12.1: ids override every other filter, the 90 days and wrong ones too', async () => {
    const [old] = aged(200);
    expect(
      await list(`?service_request_id=${old}&status=opened&service_code=NOPE&start_date=2026-03-02&end_date=2026-03-01`),
    ).toEqual([old]);
  });

  it('section 12.1, ENC-5: 1,000 ids fit into one address, 1,001 are 400', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, n) => `26-${String(n).padStart(8, '0')}`).join(',');
    expect((await server.get(`requests.json?service_request_id=${many(1_000)}`)).status).toBe(200);
    expect((await server.get(`requests.json?service_request_id=${many(1_001)}`)).status).toBe(400);
  });

  it('GEN-7, LIST-6: comma lists, repetition, brackets and any mix; unknown ids are left out', async () => {
    const [a, b] = aged(0, 1);
    for (const query of [`${a},${b}`, ` ${a} ,, ${b},`, `${a}&service_request_id=${b}`, `${a}&service_request_id[]=${b},99-9`])
      expect(await list(`?service_request_id=${query}`)).toEqual([a, b]);
    expect(await list('?service_request_id=99-9,99-8')).toEqual([]);
  });

  it('section 12.1: status takes either case, one or both', async () => {
    const closed = await filed('RODENTS', new Date(now - 3 * DAY_MS), { status: 'closed' });
    expect(await list('?status=CLOSED')).toEqual([closed]);
    expect(await list('?status=open,closed')).toEqual([...aged(0, 1), closed, ...aged(89)]);
    expect(await list('?status=Open')).toEqual(aged(0, 1, 89));
    await server.store.database.deleteFrom('service_request').where('public_id', '=', closed).execute();
  });

  it('LIST-7, D-23: an unknown code finds nothing, an unknown status is 400', async () => {
    for (const code of ['NOPE', '__proto__', 'a%00b']) expect(await list(`?service_code=${code}`)).toEqual([]);
    expect(await list('?service_code=NOPE,RODENTS')).toEqual(aged(0, 1, 89));
    expect((await readBoth(server, 'requests?status=opened')).status).toBe(400);
  });
});

describe('what is listed (12.2)', () => {
  const KEYS =
    'service_request_id status status_notes service_name service_code description agency_responsible service_notice requested_datetime updated_datetime expected_datetime address address_id zipcode lat long media_url'.split(
      ' ',
    );
  const NEVER_NULL = ['service_request_id', 'status', 'service_name', 'service_code', 'requested_datetime', 'updated_datetime'];

  it('section 12.2, LIST-10, D-4, D-11: all 17 keys in order, texts as texts, unknown ones null, some never null', async () => {
    const { body, xml } = await readBoth(server, 'requests');
    for (const request of body) {
      expect(Object.keys(request)).toEqual(KEYS);
      for (const key of NEVER_NULL) expect([key, typeof request[key]]).toEqual([key, 'string']);
      expect(['open', 'closed']).toContain(request['status']);
      expect([typeof request['lat'], typeof request['long']]).toEqual(['number', 'number']);
    }
    expect(body[0]).toMatchObject({ status_notes: null, expected_datetime: null, zipcode: null, media_url: null });
    expect(xml).toMatch(/<status_notes>\s*<\/status_notes>|<status_notes\/>/);
  });

  it('LIST-5: newest first, ties by id', async () => {
    const time = new Date('2021-05-05T12:00:00Z');
    const twins = [await filed('RODENTS', time), await filed('RODENTS', time), await filed('RODENTS', time)];
    const found = await list('?start_date=2021-05-05&end_date=2021-05-05');
    expect(found).toEqual(twins.toReversed());
    expect(await list('?start_date=2021-05-05&end_date=2021-05-05')).toEqual(found);
  });

  it('LIST-8: everything that is listed has an id, also what was answered with a token', async () => {
    const response = await server.post({ service_code: 'LATER', address_string: 'x' });
    const [{ token }] = (await response.json()) as [{ token: string }];
    const [{ service_request_id }] = (await readBoth(server, `tokens/${token}`)).body as [{ service_request_id: string }];
    expect(await list('?service_code=LATER')).toEqual([service_request_id]);
  });

  it('LIST-11, D-1, D-8, MAP-1, MAP-2: one hit is a list of one, none an empty list, both 200', async () => {
    const one = await readBoth(server, `requests?service_request_id=${aged(0)[0]}`);
    expect(one.body).toHaveLength(1);
    expect(one.xml).toMatch(/\?>\s*<service_requests><request><service_request_id>/);
    const none = await readBoth(server, 'requests?service_request_id=99-9');
    expect([none.status, none.body]).toEqual([200, []]);
    expect(none.xml).toMatch(/<service_requests>\s*<\/service_requests>|<service_requests\/>/);
  });

  it('LIST-9, ONE-2: a private request is neither listed nor found by its id', async () => {
    const id = await filed('RODENTS', new Date(now), { private: true });
    expect(await list('')).not.toContain(id);
    expect(await list(`?service_request_id=${id}`)).toEqual([]);
    expect((await readBoth(server, `requests/${id}`)).status).toBe(404);
  });
});

describe('GET requests/{service_request_id} (section 13)', () => {
  it('ONE-1: has the same fields as in the list, in a list of one', async () => {
    const [id] = aged(0);
    const [listed] = (await readBoth(server, `requests?service_request_id=${id}`)).body;
    expect((await readBoth(server, `requests/${id}`)).body).toEqual([listed]);
  });

  it('ONE-2: is not subject to the window, and unknown is 404 with an error body', async () => {
    expect((await readBoth(server, `requests/${aged(200)[0]}`)).status).toBe(200);
    const { status, body } = await readBoth(server, 'requests/99-9');
    expect([status, body]).toEqual([404, [{ code: 404, description: expect.stringContaining('99-9') }]]);
  });

  it('ONE-3: answers in the singular too', async () => {
    const [id] = aged(0);
    expect((await readBoth(server, `request/${id}`)).body).toEqual((await readBoth(server, `requests/${id}`)).body);
  });
});

describe('XML and JSON as one document (section 14)', () => {
  it('MAP-1, MAP-7: lists and errors are bare arrays, discovery and definitions bare objects', async () => {
    for (const path of ['services', 'requests', 'nothing', 'requests/99-9', 'servicerequestupdates'])
      expect([path, Array.isArray((await readBoth<unknown>(server, path)).body)]).toEqual([path, true]);
    for (const path of ['discovery', 'services/POTHOLE'])
      expect([path, Array.isArray((await readBoth<unknown>(server, path)).body)]).toEqual([path, false]);
  });

  it('MAP-3, MAP-5, MAP-6, D-20: an unknown value is null here and an empty element there; media_url is one text', async () => {
    const [id] = aged(1);
    await server.store.database.updateTable('service_request').set({ status_notes: '' }).where('public_id', '=', id!).execute();
    const { body, xml } = await readBoth(server, `requests/${id}`);
    expect(body[0]).toMatchObject({ address: null, media_url: null, description: 'of RODENTS' });
    expect(xml).toMatch(/<address>\s*<\/address>|<address\/>/);
  });
});
