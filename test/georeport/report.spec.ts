import { both, readBoth, refusedBoth } from './documents.js';
import { aCity, anAttribute, aService, type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport([
    {
      ...aCity('riverton.example'),
      shortDates: 'M/D/YYYY',
      services: [
        ...aCity('riverton.example').services,
        aService({
          code: 'ORDERED',
          attributes: [
            anAttribute({ code: 'B', order: 1, required: true, description: 'First?' }),
            anAttribute({ code: 'A', order: 2, required: true, description: 'Second?' }),
          ],
        }),
        aService({ code: 'NOWHERE', type: 'blackbox' }),
        aService({ code: 'SOON', sla: { hours: 48 } }),
      ],
    },
  ]);
});
afterAll(() => server.close());

const place = { lat: '42.3601', long: '-71.0589' };
const pothole = { service_code: 'POTHOLE', ...place, 'attribute[SIZE]': 'S' };
type Fields = Record<string, string | string[]>;
const filed = async (fields: Fields) => {
  const response = await server.post(fields);
  expect([response.status, response.redirected]).toEqual([200, false]);
  return ((await response.json()) as [Record<string, string>])[0];
};
const kept = async (fields: Fields) => {
  const id = (await filed(fields))['service_request_id']!;
  return server.store.database.selectFrom('service_request').selectAll().where('public_id', '=', id).executeTakeFirstOrThrow();
};
const shown = async (fields: Fields) =>
  (await readBoth(server, `requests/${(await filed(fields))['service_request_id']}`)).body[0]!;

it('shows when the city means to be done, where the service says how soon', async () => {
  const { requested_datetime, expected_datetime } = (await shown({ ...place, service_code: 'SOON' })) as Record<string, string>;
  expect(Date.parse(expected_datetime!) - Date.parse(requested_datetime!)).toBe(48 * 3_600_000);
  expect(await shown(pothole)).toMatchObject({ expected_datetime: null });
});

describe('the answer to a report (10.5)', () => {
  it.each([
    ['POTHOLE', ['service_request_id', 'service_notice', 'account_id']],
    ['LATER', ['token', 'service_notice', 'account_id']],
    ['NOWHERE', ['service_notice', 'account_id']],
  ])(
    'section 8.1, POST-18, D-5, MAP-7: %s answers 200 with what its type gives, the rest left out, in both formats',
    async (code, keys) => {
      const headers = { 'idempotency-key': `both formats ${code}` };
      const { status, body } = await both('requests', (path) =>
        server.post({ ...pothole, service_code: code }, { path, headers }),
      );
      expect([status, body.length, Object.keys(body[0]!)]).toEqual([200, 1, keys]);
      for (const key of keys.filter((each) => /id$|token/.test(each) && each !== 'account_id'))
        expect(body[0]![key]).toEqual(expect.stringMatching(/^[A-Za-z0-9_-]+$/));
    },
  );

  it('POST-19: comes without a CRM or a queue having said a word', async () => {
    // This server has neither; what it answers is stored.
    expect((await kept(pothole)).status).toBe('open');
  });
});

it('TOK-1, TOK-2, D-7, MAP-7: a token is 200 in both formats while no CRM has taken the report, and holds no null', async () => {
  const { token } = await filed({ service_code: 'LATER', ...place });
  const { status, body } = await readBoth(server, `tokens/${token}`);
  expect([status, body]).toEqual([200, [{ service_request_id: expect.stringMatching(/^[A-Za-z0-9_-]+$/), token }]]);
  expect((await readBoth(server, 'tokens/none')).status).toBe(404);
});

describe('parameters (10.2)', () => {
  it('section 10.2: everything that is offered is kept as it was sent, what is not is ignored', async () => {
    const reporter = {
      email: 'not an address',
      device_id: 'd-1',
      account_id: 'a-1',
      first_name: 'Ann',
      last_name: '',
      phone: '+1 555',
    };
    const ignored = { requested_datetime: '2001-01-01T00:00:00Z', service_name: 'Other', summary: 'x', status: 'closed' };
    const long = 'Elm Street, '.repeat(84);
    const row = await kept({
      ...pothole,
      ...reporter,
      ...ignored,
      address_string: long,
      address_id: '00123',
      description: 'a\r\nb',
    });
    expect(row).toMatchObject({
      address: long.trim(),
      address_id: '00123',
      description: 'a\nb',
      service_name: 'Pothole',
      status: 'open',
    });
    expect(row.requested_at.getUTCFullYear()).toBeGreaterThan(2001);
    const person = await server.store.database
      .selectFrom('reporter')
      .selectAll()
      .where('request_id', '=', row.id)
      .executeTakeFirstOrThrow();
    expect(person).toMatchObject({
      email: 'not an address',
      device_id: 'd-1',
      account_id: 'a-1',
      first_name: 'Ann',
      last_name: null,
      phone: '+1 555',
    });
  });

  it('section 10.2: deviceid is device_id in another spelling', async () => {
    const row = await kept({ ...pothole, deviceid: 'd-2' });
    const people = server.store.database.selectFrom('reporter').selectAll().where('request_id', '=', row.id);
    expect(await people.execute()).toEqual([expect.objectContaining({ device_id: 'd-2' })]);
  });

  it('section 10.2, KEY-5: an absent service code is 400, an unknown one 404, and codes are data', async () => {
    expect((await refusedBoth(server, place)).status).toBe(400);
    for (const service_code of ['NOPE', 'pothole', '__proto__', 'constructor', 'toString', 'SECRET/../POTHOLE'])
      expect([service_code, (await refusedBoth(server, { ...place, service_code })).status]).toEqual([service_code, 404]);
  });

  it('POST-5, D-19: 4,000 code points are taken, 4,001 are refused and not cut', async () => {
    expect((await shown({ ...pothole, description: '😀'.repeat(4_000) }))['description']).toHaveLength(8_000);
    const { status, body } = await refusedBoth(server, { ...pothole, description: 'x'.repeat(4_001) });
    expect([status, body]).toEqual([400, [{ code: 400, description: expect.stringContaining('4000') }]]);
  });

  it('POST-6: an empty description is accepted, and is null', async () => {
    for (const description of ['', ' \r\n ']) expect((await shown({ ...pothole, description }))['description']).toBeNull();
  });
});

describe('location (10.3)', () => {
  it.each([
    ['lat and long', place, { lat: 42.3601, long: -71.0589 }],
    ['address_string', { address_string: '12 Mill Lane' }, { address: '12 Mill Lane', lat: null, long: null }],
    ['address_id', { address_id: '0042' }, { address_id: '0042', lat: null, long: null }],
  ])('POST-7, POST-9: %s alone places a report', async (_kind, fields, expected) => {
    expect(await shown({ service_code: 'RODENTS', ...(fields as Fields) })).toMatchObject(expected);
  });

  it('POST-7: none is 400', async () => {
    const { status, body } = await refusedBoth(server, { service_code: 'RODENTS' });
    expect([status, body[0]!.description]).toEqual([400, expect.stringContaining('location')]);
  });

  it('POST-9: coordinates and address stand side by side', async () => {
    expect(await shown({ ...pothole, address_string: 'Elm', address_id: '7' })).toMatchObject({
      lat: 42.3601,
      address: 'Elm',
      address_id: '7',
    });
  });

  it.each([
    ['lat', ['NaN', 'Infinity', '-Infinity', '1e1', '42,36', '0x10', '90.0001', '-91', '1'.repeat(400), '4 2', '--1', '+', '.']],
    ['long', ['180.0001', '-181', '1e400', '٤٢', 'undefined']],
  ])('POST-8: a bad %s is 400 and named, whatever address comes along', async (name, values) => {
    for (const value of values) {
      const { status, body } = await refusedBoth(server, { ...pothole, address_string: 'Elm', [name]: value });
      expect([value, status, body]).toEqual([value, 400, [{ code: 400, description: expect.stringMatching(`^${name} `) }]]);
    }
  });

  it('POST-8: half a point is 400 and names the other half', async () => {
    const { body } = await refusedBoth(server, { service_code: 'RODENTS', long: '1', address_string: 'Elm' });
    expect(body).toEqual([{ code: 400, description: expect.stringMatching(/^lat /) }]);
  });

  it('section 12.2, MAP-4: coordinates keep six decimals and have no exponent', async () => {
    for (const [lat, long] of [
      ['51.501364', '-0.141890'],
      ['0.000001', '-0.000012'],
      ['-90', '+180.0'],
    ] as const) {
      const id = (await filed({ service_code: 'RODENTS', lat, long }))['service_request_id'];
      const { body, xml } = await readBoth(server, `requests/${id}`);
      expect(body[0]).toMatchObject({ lat: Number(lat), long: Number(long) });
      const texts = [xml, await (await server.get(`requests/${id}.json`)).text()];
      for (const text of texts) expect(text).not.toMatch(/\de[+-]?\d/i);
    }
  });
});

describe('attributes (10.4)', () => {
  const answersOf = async (fields: Fields) => (await kept({ ...pothole, ...fields })).attributes;
  const many = Array.from({ length: 30 }, (_, n) => `k${n}`);

  it.each([
    ['CODE[]', { 'attribute[NEAR][]': many }],
    ['CODE repeated', { 'attribute[NEAR]': many }],
    ['CODE[n]', Object.fromEntries(many.map((value, n) => [`attribute[NEAR][${n}]`, value]))],
  ])('POST-11, POST-12, D-18: %s carries 30 values of a multivaluelist', async (_spelling, fields) => {
    expect(await answersOf(fields as Fields)).toContainEqual({ code: 'NEAR', values: many });
  });

  it('POST-12: brackets may stand raw or escaped', async () => {
    const body = `api_key=${server.key}&service_code=POTHOLE&lat=1&long=1&attribute[SIZE]=S&attribute%5BNEAR%5D%5B%5D=k1&attribute[NEAR][]=k2`;
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(`${server.base}/requests.json`, { method: 'POST', body, headers });
    expect(response.status).toBe(200);
  });

  it('POST-12, POST-16, D-16: unknown codes are kept, whatever they are called', async () => {
    const codes = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'uprn', 'Ünï', 'a b'];
    const fields = Object.fromEntries(codes.map((code) => [`attribute[${code}]`, `of ${code}`]));
    const answers = (await answersOf(fields)) as { code: string; values: string[] }[];
    for (const code of codes) expect(answers).toContainEqual({ code, values: [`of ${code}`] });
  });

  it('POST-12: 10,000 attributes are taken', async () => {
    const fields = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`attribute[x${n}]`, String(n)]));
    expect(await answersOf(fields)).toHaveLength(10_001);
  });

  it.each([
    ['DEPTH', ['abc', '1,5', '1e5', '0x1', '1.2.3', '-', 'NaN']],
    ['SEEN', ['soon', '2026-02-31', '13/45/2026', '31.12.2026']],
    ['NEAR', ['k30', 'K1', 'Key 1', '__proto__', 'toString']],
    ['SIZE', ['XL', 'Plate', 'constructor']],
  ])('POST-13: a wrong %s is 400 and names the code', async (code, values) => {
    for (const value of values) {
      const { status, body } = await refusedBoth(server, { ...pothole, [`attribute[${code}]`]: value });
      expect([value, status, body]).toEqual([value, 400, [{ code: 400, description: expect.stringMatching(`^${code} `) }]]);
    }
  });

  it.each(['3/2/2026', '03/02/2026', '3/2/26', '2026-03-02'])(
    "POST-13: %s is a date where the city's phones write it so, and is kept as an ISO one",
    async (date) => {
      expect(await answersOf({ 'attribute[SEEN]': date })).toContainEqual({ code: 'SEEN', values: ['2026-03-02'] });
    },
  );

  it('POST-13: numbers of any length are numbers', async () => {
    const long = '9'.repeat(10_000);
    expect(await answersOf({ 'attribute[DEPTH]': long })).toContainEqual({ code: 'DEPTH', values: [long] });
  });

  it('POST-14, ERR-2: every missing answer is an entry of its own: code, blank, required; by order', async () => {
    const { status, body } = await refusedBoth(server, { service_code: 'ORDERED', ...place });
    expect([status, body.map(({ description }) => description)]).toEqual([400, ['B required: First?', 'A required: Second?']]);
  });

  it('POST-15, POST-17: empty is no answer, and a text to show is never demanded', async () => {
    const { body } = await refusedBoth(server, { ...pothole, 'attribute[SIZE]': ' ' });
    expect(body.map(({ description }) => description)).toEqual(['SIZE required: How large?']);
    expect(await answersOf({ 'attribute[HINT]': 'x', 'attribute[DEPTH]': '' })).toEqual([{ code: 'SIZE', values: ['S'] }]);
  });
});

it('POST-21: no GET of any kind shows who reported', async () => {
  const secrets = {
    email: 'zz-mail@x.example',
    phone: '0000-zz-phone',
    first_name: 'zz-first',
    last_name: 'zz-last',
    device_id: 'zz-device',
  };
  const id = (await filed({ ...pothole, ...secrets, account_id: 'zz-account' }))['service_request_id'];
  for (const path of [
    `requests/${id}`,
    'requests',
    'requests?extensions=true',
    `requests/${id}?extensions=true`,
    'requests?q=zz',
  ]) {
    const { body } = await readBoth(server, path);
    expect(JSON.stringify(body)).not.toContain('zz-');
  }
});
