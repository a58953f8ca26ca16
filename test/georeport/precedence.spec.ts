import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

const place = { lat: '42.3601', long: '-71.0589' };
const rodents = { service_code: 'RODENTS', ...place };
const idOf = async (response: Response) => ((await response.json()) as [{ service_request_id: string }])[0].service_request_id;
const answersOf = async (id: string) =>
  (
    await server.store.database
      .selectFrom('service_request')
      .select('attributes')
      .where('public_id', '=', id)
      .executeTakeFirstOrThrow()
  ).attributes;

describe('what counts when things are said twice', () => {
  it('GEN-9: an attribute in the body wins over the same one in the query', async () => {
    const response = await server.post(
      { service_code: 'POTHOLE', ...place, 'attribute[SIZE]': 'S' },
      { path: 'requests.json?attribute[SIZE]=L' },
    );
    expect(response.status).toBe(200);
    expect(await answersOf(await idOf(response))).toEqual([{ code: 'SIZE', values: ['S'] }]);
  });

  it('GEN-6, GEN-9: what the body leaves empty may stand in the query', async () => {
    const response = await server.post({ service_code: '', ...place }, { path: 'requests.json?service_code=RODENTS' });
    expect(response.status).toBe(200);
  });

  it('KEY-3: the key in the body wins over bearer and query', async () => {
    const wrong = await server.post({ ...rodents, api_key: 'wrong' }, { headers: { authorization: `Bearer ${server.key}` } });
    const right = await server.post(rodents, { path: 'requests.json?api_key=wrong', headers: { authorization: 'Bearer wrong' } });
    expect([wrong.status, right.status]).toEqual([403, 200]);
  });

  it.each([
    [403, { api_key: 'wrong', jurisdiction_id: 'elsewhere', service_code: 'NOPE', lat: 'x' }],
    [404, { jurisdiction_id: 'elsewhere', service_code: '', lat: 'x' }],
    [404, { service_code: 'NOPE', lat: 'x' }],
    [400, { service_code: 'RODENTS', lat: 'x' }],
  ])('KEY-5: checks go key, jurisdiction, service, fields: %d', async (status, fields) => {
    expect((await server.post(fields as Record<string, string>)).status).toBe(status);
  });
});

describe('answers to questions', () => {
  it('POST-13: a string is made one line, a text keeps its lines, and unknown codes are kept as they came', async () => {
    const response = await server.post({
      service_code: 'POTHOLE',
      ...place,
      'attribute[SIZE]': 'S',
      'attribute[COLOUR]': 'red \r\n green',
      'attribute[STORY]': 'one\r\ntwo',
      'attribute[foreign]': 'three\nfour',
    });
    expect(await answersOf(await idOf(response))).toEqual([
      { code: 'SIZE', values: ['S'] },
      { code: 'COLOUR', values: ['red green'] },
      { code: 'STORY', values: ['one\ntwo'] },
      { code: 'foreign', values: ['three\nfour'] },
    ]);
  });

  it('POST-15: an empty value is no answer: fine when optional, missing when required', async () => {
    const optional = await server.post({ service_code: 'POTHOLE', ...place, 'attribute[SIZE]': 'S', 'attribute[DEPTH]': '' });
    const required = await server.post({ service_code: 'POTHOLE', ...place, 'attribute[SIZE]': '' });
    expect([optional.status, required.status]).toEqual([200, 400]);
    expect(await required.json()).toEqual([{ code: 400, description: 'SIZE required: How large?' }]);
  });

  it('POST-17: what is sent for a text that is no question is ignored', async () => {
    const response = await server.post({ service_code: 'POTHOLE', ...place, 'attribute[SIZE]': 'S', 'attribute[HINT]': 'x' });
    expect(await answersOf(await idOf(response))).toEqual([{ code: 'SIZE', values: ['S'] }]);
  });
});
