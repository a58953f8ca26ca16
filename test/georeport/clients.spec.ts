import type { Case } from '../fuzz/cases.js';
import { type Answer, exchange } from '../fuzz/exchange.js';
import { documentOf } from '../fuzz/faults.js';
import { aCity, type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport([{ ...aCity('riverton.example'), shortDates: 'M/D/YYYY' }]);
});
afterAll(() => server.close());

/** The bytes as the client writes them: its own path, headers and body. */
async function call(
  method: string,
  target: string,
  headers: Record<string, string> = {},
  body?: string | Buffer,
): Promise<Answer> {
  const sent: Case = {
    method,
    target,
    headers,
    body: body === undefined ? undefined : Buffer.from(body as string),
    how: { kind: 'whole' },
  };
  const answer = await exchange(Number(new URL(server.base).port), sent);
  if (!answer) throw new Error('closed without an answer');
  return answer;
}
const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const items = (answer: Answer) => documentOf(answer) as Record<string, any>[];
function idOf(answer: Answer): string {
  expect(answer.status).toBe(200);
  const [item] = items(answer);
  expect(item).not.toHaveProperty('token');
  return item!['service_request_id'] as string;
}
const row = (id: string) =>
  server.store.database.selectFrom('service_request').selectAll().where('public_id', '=', id).executeTakeFirstOrThrow();

describe('FixMyStreet', () => {
  const report = (id: string) =>
    [
      `jurisdiction_id=riverton.example&api_key=${server.key}&service_code=POTHOLE&lat=42.360100&long=-71.058900`,
      'email=ann%40example.org&phone=&first_name=Madonna&last_name=&deviceid=&media_url=https%3A%2F%2Ffms.example%2Fp.0.jpeg',
      'description=Deep+hole%0D%0A%0D%0Adetail%3A+by+the+stop%0D%0A%0D%0Aurl%3A+https%3A%2F%2Ffms.example%2Freport%2F1',
      `attribute%5BSIZE%5D=S&attribute%5BDEPTH%5D=&attribute%5BNEAR%5D=k1&attribute%5BNEAR%5D=k2&attribute%5Bfixmystreet_id%5D=${id}`,
      'attribute%5Beasting%5D=529090&attribute%5Bclosest_address%5D=',
    ].join('&');

  it('POST-12, POST-15, POST-16: files a report, XML only, empty answers, repeated answers and codes of its own', async () => {
    const id = idOf(await call('POST', '/open311/v2/requests.xml', FORM, report('901')));
    expect((await row(id)).attributes).toEqual([
      { code: 'SIZE', values: ['S'] },
      { code: 'NEAR', values: ['k1', 'k2'] },
      { code: 'fixmystreet_id', values: ['901'] },
      { code: 'easting', values: ['529090'] },
    ]);
    expect((await row(id)).description).toBe('Deep hole\n\ndetail: by the stop\n\nurl: https://fms.example/report/1');
  });

  it('POST-20: resends a report it thinks lost and gets the same id', async () => {
    const send = () => call('POST', '/open311/v2/requests.xml', FORM, report('902'));
    expect(idOf(await send())).toBe(idOf(await send()));
  });

  it('KEY-4, section 16.1: asks with an empty key for services, definitions and the updates of two hours', async () => {
    const query = 'api_key=&jurisdiction_id=riverton.example';
    const dates = 'start_date=2026-03-02T08%3A00%3A00Z&end_date=2026-03-02T10%3A00%3A00%2B00%3A00';
    for (const target of ['services.xml?', 'services/POTHOLE.xml?', `servicerequestupdates.xml?${dates}&`]) {
      const answer = await call('GET', `/open311/v2/${target}${query}`);
      expect([target, answer.status, answer.type]).toEqual([target, 200, 'text/xml; charset=utf-8']);
    }
  });

  it('section 16.2: posts an update in upper case and gets an id for it', async () => {
    const id = idOf(await call('POST', '/open311/v2/requests.xml', FORM, report('903')));
    const update = `api_key=${server.key}&jurisdiction_id=riverton.example&service_request_id=${id}&update_id=77&status=OPEN&updated_datetime=2026-03-03T10%3A00%3A00%2B00%3A00&description=Still+there&first_name=Ann&last_name=-&email=ann%40example.org&public_anonymity_required=TRUE`;
    const answer = await call('POST', '/open311/v2/servicerequestupdates.xml', FORM, update);
    expect([answer.status, items(answer)]).toEqual([200, [expect.objectContaining({ update_id: expect.any(String) })]]);
  });
});

describe('the University of South Florida client (CUTR)', () => {
  const BOUNDARY = '===1700000000000===';
  const multipart = (fields: Record<string, string>) =>
    `${Object.entries(fields)
      .map(
        ([name, value]) =>
          `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n${value}\r\n`,
      )
      .join('')}\r\n--${BOUNDARY}--\r\n`;

  it('POST-2, POST-9, GEN-10, GEN-11, D-5: writes a bare boundary of equals signs, null for nothing, an address only, and a line end too many', async () => {
    const body = multipart({
      api_key: server.key,
      jurisdiction_id: 'riverton.example',
      service_code: 'RODENTS',
      service_name: 'null',
      email: 'null',
      media_url: 'null',
      description: 'Größe',
      address_string: '12 Mill Lane',
    });
    const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'user-agent': 'CodeJava Agent' };
    const id = idOf(await call('POST', '/open311/v2/requests.json', headers, body));
    expect(await row(id)).toMatchObject({ description: 'Größe', address: '12 Mill Lane', lat: null });
    const people = server.store.database
      .selectFrom('reporter')
      .selectAll()
      .where('request_id', '=', (await row(id)).id);
    expect(await people.execute()).toEqual([]);
  });
});

describe('GeoReporter', () => {
  it('GEN-5, POST-2, section 15.6: the iPhone glues with a slash too many and sends one PNG', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const field = (name: string, value: string) =>
      `--0xKhTmLbOuNdArY\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const fields = { api_key: server.key, service_code: 'POTHOLE', lat: '42.36', long: '-71.05', 'attribute[SIZE]': 'S' };
    const texts = Object.entries(fields).map(([name, value]) => field(name, value));
    const head =
      '--0xKhTmLbOuNdArY\r\nContent-Disposition: form-data; name="media"; filename="media.png"\r\nContent-Type: image/png\r\n\r\n';
    const body = Buffer.concat([Buffer.from(texts.join('') + head), png, Buffer.from('\r\n--0xKhTmLbOuNdArY--\r\n')]);
    const headers = { 'content-type': 'multipart/form-data; boundary=0xKhTmLbOuNdArY' };
    const id = idOf(await call('POST', '/open311/v2//requests.json', headers, body));
    expect((await row(id)).service_code).toBe('POTHOLE');
  });

  it('POST-13: the Android phone answers with its own short date, and reads order as a number and group as a text', async () => {
    const body = `api_key=${server.key}&service_code=POTHOLE&lat=42.36&long=-71.05&attribute%5BSIZE%5D=S&attribute%5BSEEN%5D=3%2F2%2F26`;
    const id = idOf(await call('POST', '/open311/v2//requests.json', FORM, body));
    expect((await row(id)).attributes).toContainEqual({ code: 'SEEN', values: ['2026-03-02'] });
    for (const { group } of items(await call('GET', '/open311/v2//services.json'))) expect(typeof group).toBe('string');
  });

  it('ERR-1, ERR-4: shows the first entry of a bare list of errors', async () => {
    const [first] = items(
      await call('POST', '/open311/v2//requests.json', FORM, `api_key=${server.key}&service_code=POTHOLE&lat=1&long=1`),
    );
    expect(first).toEqual({ code: 400, description: 'SIZE required: How large?' });
  });
});

describe('three, node, r311 and jreport', () => {
  it('LIST-3, D-9: three asks for years up to midnight of today, and may get less but no error', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const answer = await call(
      'GET',
      `/open311/v2/requests.json?start_date=2010-01-01T00%3A00%3A00Z&end_date=${today}T00%3A00%3A00Z`,
    );
    expect([answer.status, answer.headers.has('x-date-range')]).toEqual([200, true]);
  });

  it('GEN-9, POST-12, DISC-5: node names the city in the query of its POST, indexes answers, and compares the specification', async () => {
    const target = '/open311/v2/requests.json?jurisdiction_id=riverton.example';
    const body = `api_key=${server.key}&service_code=POTHOLE&lat=42.36&long=-71.05&attribute%5BSIZE%5D=S&attribute%5BNEAR%5D%5B0%5D=k1&attribute%5BNEAR%5D%5B1%5D=k2`;
    const id = idOf(await call('POST', target, FORM, body));
    expect((await row(id)).attributes).toContainEqual({ code: 'NEAR', values: ['k1', 'k2'] });
    const discovery = documentOf(await call('GET', '/open311/discovery.json')) as { endpoints: { specification: string }[] };
    expect(discovery.endpoints[0]!.specification).toBe('http://wiki.open311.org/GeoReport_v2');
  });

  it('DATE-4, ENC-2: r311 leaves a plus unescaped and looks for its type', async () => {
    const answer = await call('GET', '/open311/v2/requests.xml?start_date=2026-03-02T08:15:30+01:00&page=1');
    expect([answer.status, answer.type]).toEqual([200, 'text/xml; charset=utf-8']);
  });

  it('DATE-2, D-4: jreport reads dates without fractions and codes as texts', async () => {
    for (const item of items(await call('GET', '/open311/v2/requests.json'))) {
      expect(item['requested_datetime']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      expect(typeof item['service_code']).toBe('string');
    }
  });
});

describe('the validators', () => {
  it('GEN-5, DISC-6, DISC-7: SeeClickFix glues with a slash too many, wants a changeset of the past and an endpoint without slash', async () => {
    const discovery = documentOf(await call('GET', '/open311/v2//discovery.json')) as {
      endpoints: { url: string; specification: string; changeset: string; formats: string[] }[];
    };
    const [endpoint] = discovery.endpoints;
    expect(endpoint!.specification).toMatch(/_v2$/);
    expect(endpoint!.url).not.toMatch(/\/$/);
    expect(Date.parse(endpoint!.changeset)).toBeLessThanOrEqual(Date.now());
    expect(endpoint!.formats.length).toBeGreaterThan(1);
  });

  it('KEY-3, DATE-4, D-2: Rostock puts the key into the query, compares types whole, and writes dates with fractions and without a zone', async () => {
    const target = `/open311/v2/requests.xml?api_key=${server.key}&jurisdiction_id=riverton.example`;
    const answer = await call('POST', target, FORM, 'service_code=RODENTS&lat=42.36&long=-71.05&description=x');
    expect([answer.status, answer.type]).toEqual([200, 'text/xml; charset=utf-8']);
    const found = await call(
      'GET',
      '/open311/v2/requests.xml?start_date=2026-03-02T08:15:30.123456&end_date=2026-03-04T08:15:30',
    );
    expect([found.status, found.type]).toEqual([200, 'text/xml; charset=utf-8']);
  });
});
