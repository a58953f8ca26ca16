import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

const place = { lat: '42.3601', long: '-71.0589' };
const rodents = { service_code: 'RODENTS', ...place };
const entries = async (response: Response) => (await response.json()) as { code: number; description: string }[];
const filed = async (fields: Record<string, string | string[]>, headers = {}) => {
  const response = await server.post(fields, { headers });
  const body = (await response.json()) as { service_request_id: string; token?: string }[];
  return { status: response.status, request: body[0]! };
};
const read = async (id: string) => ((await (await server.get(`requests/${id}.json`)).json()) as Record<string, unknown>[])[0]!;

describe('keys (section 5)', () => {
  it.each([
    ['missing', {}],
    ['empty', { api_key: '' }],
    ['wrong', { api_key: 'o311_wrong' }],
  ])('KEY-2: a %s key is 403 with the reason in the body', async (_case, key) => {
    const response = await fetch(`${server.base}/requests.json`, {
      method: 'POST',
      body: new URLSearchParams({ ...rodents, ...key }),
    });
    expect(response.status).toBe(403);
    expect(await entries(response)).toEqual([{ code: 403, description: expect.stringContaining('api_key') }]);
  });

  it('KEY-3: takes the key as bearer and in the query too', async () => {
    const body = () => new URLSearchParams(rodents);
    const bearer = await fetch(`${server.base}/requests.json`, {
      method: 'POST',
      body: body(),
      headers: { authorization: `Bearer ${server.key}` },
    });
    const query = await fetch(`${server.base}/requests.json?api_key=${server.key}`, { method: 'POST', body: body() });
    expect([bearer.status, query.status]).toEqual([200, 200]);
  });

  it('KEY-4: a wrong key on a GET is no error', async () => {
    expect((await server.get('services.json?api_key=wrong')).status).toBe(200);
  });
});

describe('POST requests (section 10)', () => {
  it('10.5: answers 200 with an id, without a token key, nulls kept', async () => {
    const { status, request } = await filed({ service_code: 'POTHOLE', 'attribute[SIZE]': 'S', ...place });
    expect(status).toBe(200);
    expect(request).toEqual({
      service_request_id: expect.stringMatching(/^\d\d-\d{8}$/),
      service_notice: 'An inspector visits.',
      account_id: null,
    });
  });

  it('8.1, TOK-1: a batch service answers with a token that stands for the id', async () => {
    const { request } = await filed({ ...rodents, service_code: 'LATER' });
    expect(Object.keys(request)).toEqual(['token', 'service_notice', 'account_id']);
    const resolved = await (await server.get(`tokens/${request.token}.json`)).json();
    expect(resolved).toEqual([{ service_request_id: expect.stringMatching(/^\d\d-/), token: request.token }]);
  });

  it('TOK-3: an unknown token is 404', async () => {
    expect((await server.get('tokens/nothing.json')).status).toBe(404);
  });

  it('POST-14, ERR-2: lists every problem at once, missing attributes with code and the word required', async () => {
    const response = await server.post({
      service_code: 'POTHOLE',
      lat: '91',
      long: 'x',
      'attribute[DEPTH]': '1,5',
      'attribute[SEEN]': '31.02.2026',
      description: 'y'.repeat(4001),
    });
    expect(response.status).toBe(400);
    const found = await entries(response);
    expect(found.every(({ code }) => code === 400)).toBe(true);
    expect(found.map(({ description }) => description)).toEqual([
      'lat must be between -90 and 90',
      expect.stringMatching(/^long must be a decimal number/),
      expect.stringMatching(/^description must have at most 4000/),
      'SIZE required: How large?',
      expect.stringMatching(/^DEPTH must be a decimal number/),
      expect.stringMatching(/^SEEN must be a date/),
    ]);
  });

  it.each([
    ['no location at all', { service_code: 'RODENTS' }, 'a location is required'],
    [
      'POST-8: only lat, whatever else was sent',
      { service_code: 'RODENTS', lat: '1', address_string: 'Elm Street' },
      'long is missing',
    ],
    ['POST-8: NaN', { service_code: 'RODENTS', lat: 'NaN', long: '1' }, 'lat must be a decimal'],
    ['POST-8: Infinity', { service_code: 'RODENTS', lat: '1', long: 'Infinity' }, 'long must be a decimal'],
    ['POST-8: a decimal comma', { service_code: 'RODENTS', lat: '42,36', long: '1' }, 'lat must be a decimal'],
    ['a value that is not listed', { service_code: 'POTHOLE', ...place, 'attribute[SIZE]': 'XL' }, 'SIZE must be one of S, L'],
    ['two values for one choice', { service_code: 'POTHOLE', ...place, 'attribute[SIZE]': ['S', 'L'] }, 'SIZE takes one value'],
    ['no service code', place, 'service_code is required'],
  ])('is 400 for %s', async (_case, fields, description) => {
    const response = await server.post(fields as Record<string, string>);
    expect(response.status).toBe(400);
    expect((await entries(response))[0]!.description).toContain(description);
  });

  it('an unknown service code is 404', async () => {
    expect((await server.post({ ...rodents, service_code: 'NOPE' })).status).toBe(404);
  });

  it('POST-9: an address alone places a report', async () => {
    const { request } = await filed({ service_code: 'RODENTS', address_string: '12 Mill Lane' });
    expect(await read(request.service_request_id)).toMatchObject({ address: '12 Mill Lane', lat: null, long: null });
  });

  it('POST-12, POST-16: takes lists in every spelling, more than 20 of them, and unknown codes', async () => {
    const many = Array.from({ length: 25 }, (_, n) => `k${n}`);
    for (const name of ['attribute[NEAR][]', 'attribute[NEAR]']) {
      expect(
        (await filed({ service_code: 'POTHOLE', 'attribute[SIZE]': 'S', [name]: many, 'attribute[__proto__]': 'x', ...place }))
          .status,
      ).toBe(200);
    }
    const indexed = Object.fromEntries(many.map((value, n) => [`attribute[NEAR][${n}]`, value]));
    expect((await filed({ service_code: 'POTHOLE', 'attribute[SIZE]': 'S', ...indexed, ...place })).status).toBe(200);
  });

  it('POST-5: counts code points after CR LF has become LF, and keeps the words as they are', async () => {
    const text = `${'😀'.repeat(3_980)}\r\n<3 & "more"`;
    const { status, request } = await filed({ ...rodents, description: text });
    expect(status).toBe(200);
    expect((await read(request.service_request_id))['description']).toBe(text.replace('\r\n', '\n'));
  });

  it('GEN-6, GEN-11: empty fields and the word null are not sent', async () => {
    const { request } = await filed({ ...rodents, address_string: 'null', media_url: '', email: 'null' });
    expect(await read(request.service_request_id)).toMatchObject({ address: null, media_url: null });
  });

  it('POST-20: the same Idempotency-Key gives the same answer again', async () => {
    const first = await filed(rodents, { 'idempotency-key': 'abc' });
    const second = await filed(rodents, { 'idempotency-key': 'abc' });
    expect(second.request).toEqual(first.request);
    expect((await filed(rodents, { 'idempotency-key': 'abd' })).request).not.toEqual(first.request);
  });

  it('POST-20: so does the same fixmystreet_id', async () => {
    const report = { ...rodents, 'attribute[fixmystreet_id]': '4711' };
    expect((await filed(report)).request).toEqual((await filed(report)).request);
  });

  it('POST-21: nothing personal ever leaves', async () => {
    const { request } = await filed({
      ...rodents,
      email: 'ann@example.org',
      phone: '555-1234',
      first_name: 'Annabel',
      last_name: 'Leeson',
      device_id: 'dev-99',
    });
    for (const path of [`requests/${request.service_request_id}.xml`, 'requests.json']) {
      expect(await (await server.get(path)).text()).not.toMatch(/ann@example|555-1234|Annabel|Leeson|dev-99/);
    }
  });

  it('POST-2: reads multipart with an unquoted boundary full of equals signs, as one client sends it', async () => {
    const boundary = '===1700000000000===';
    const fields = { api_key: server.key, ...rodents, description: 'Größe' };
    const parts = Object.entries(fields).map(
      ([name, value]) =>
        `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n${value}\r\n`,
    );
    const response = await fetch(`${server.base}/requests.json`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: `${parts.join('')}--${boundary}--\r\n`,
    });
    expect(response.status).toBe(200);
    const [{ service_request_id }] = (await response.json()) as [{ service_request_id: string }];
    expect((await read(service_request_id))['description']).toBe('Größe');
  });

  it('POST-1: a body without a content type is a form', async () => {
    const body = new TextEncoder().encode(new URLSearchParams({ api_key: server.key, ...rodents }).toString());
    const response = await fetch(`${server.base}/requests.json`, { method: 'POST', body });
    expect(response.status).toBe(200);
  });

  it('POST-4: any other body type is 415, in the format asked for', async () => {
    const response = await fetch(`${server.base}/requests.xml`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'text/csv' },
    });
    expect(response.status).toBe(415);
    expect(await response.text()).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?>\s*<errors><error><code>415<\/code>/);
  });

  it('POST-6: a form over the limit is 413 with an error body', async () => {
    const response = await server.post({ ...rodents, description: 'x'.repeat(1_100_000) });
    expect(response.status).toBe(413);
    expect(await entries(response)).toMatchObject([{ code: 413 }]);
  });

  it('ENC-1: bytes that are not UTF-8 are 400, never 500', async () => {
    const response = await fetch(`${server.base}/requests.json`, {
      method: 'POST',
      body: `api_key=${server.key}&service_code=RODENTS&lat=1&long=1&description=%FF%FE`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });
    expect(response.status).toBe(400);
  });

  it('JUR-3, GEN-9: a jurisdiction in the query of a POST counts, and one that is not ours is 404', async () => {
    expect((await server.post(rodents, { path: 'requests.json?jurisdiction_id=riverton.example' })).status).toBe(200);
    expect((await server.post(rodents, { path: 'requests.json?jurisdiction_id=elsewhere.example' })).status).toBe(404);
  });
});
