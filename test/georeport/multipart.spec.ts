import { existsSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type GeoReportServer, startGeoReport } from './server.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

const place = { lat: '42.3601', long: '-71.0589' };
const rodents = { service_code: 'RODENTS', ...place };
const BOUNDARY = 'a-boundary';

interface Part {
  /** Parameters of the part's `Content-Disposition`. */
  readonly disposition: string;
  readonly body: string | Buffer;
  readonly type?: string;
}

const fieldsAsParts = (fields: Record<string, string>): Part[] =>
  Object.entries(fields).map(([name, body]) => ({ disposition: `name="${name}"`, body }));

function multipart(parts: readonly Part[], end = `--${BOUNDARY}--\r\n`): Buffer {
  const chunks = parts.flatMap(({ disposition, body, type }) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n`),
    Buffer.from(type ? `Content-Type: ${type}\r\n\r\n` : '\r\n'),
    Buffer.from(body as string),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...chunks, Buffer.from(end)]);
}

const send = (body: Uint8Array<ArrayBuffer>, type: string, headers = {}) =>
  fetch(`${server.base}/requests.json`, { method: 'POST', body, headers: { 'content-type': type, ...headers } });
const sendParts = (parts: readonly Part[], end?: string) =>
  send(
    new Uint8Array(multipart([...fieldsAsParts({ api_key: server.key, ...rodents }), ...parts], end)),
    `multipart/form-data; boundary=${BOUNDARY}`,
  );
const errorsOf = async (response: Response) => (await response.json()) as { code: number; description: string }[];
async function requestOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.status).toBe(200);
  const [{ service_request_id }] = (await response.json()) as [{ service_request_id: string }];
  return ((await (await server.get(`requests/${service_request_id}.json`)).json()) as [Record<string, unknown>])[0];
}
describe('multipart bodies', () => {
  it('POST-2: a file beside the fields does not keep the report out', async () => {
    const photo = { disposition: 'name="media"; filename="hole.jpg"', body: Buffer.alloc(300_000, 0xff), type: 'image/jpeg' };
    const description = { disposition: 'name="description"', body: 'after the photo' };
    expect(await requestOf(await sendParts([photo, description]))).toMatchObject({ description: 'after the photo' });
  });

  it.each([
    ['a file', { disposition: 'name="media"; filename="hole.jpg"', body: 'half', type: 'image/jpeg' }],
    ['a field', { disposition: 'name="description"', body: 'half' }],
  ])('POST-2: a body that ends in the middle of %s is 400, and the bridge lives on', async (_case, part) => {
    const response = await sendParts([part], '');
    expect([response.status, await errorsOf(response)]).toEqual([
      400,
      [{ code: 400, description: expect.stringContaining('multipart') }],
    ]);
    expect((await server.get('services.json')).status).toBe(200);
  });

  it.each([
    ['without a boundary', 'multipart/form-data'],
    ['with a boundary that is not in the body', 'multipart/form-data; boundary=other'],
  ])('POST-2: a body %s is 400', async (_case, type) => {
    expect((await send(new Uint8Array(multipart(fieldsAsParts(rodents))), type)).status).toBe(400);
  });

  it('ENC-1: a text that is not UTF-8 is 400, also beside a file', async () => {
    const photo = { disposition: 'name="media"; filename="hole.jpg"', body: Buffer.alloc(10, 0xff), type: 'image/jpeg' };
    const latin1 = { disposition: 'name="description"', body: Buffer.from('Gr\xf6\xdfe', 'latin1') };
    const response = await sendParts([photo, latin1]);
    expect([response.status, (await errorsOf(response))[0]?.description]).toEqual([400, expect.stringContaining('UTF-8')]);
  });

  it('ENC-1: UTF-8 is read as such whatever charset the part claims', async () => {
    const part = { disposition: 'name="description"', body: 'Größe', type: 'text/plain; charset=ISO-8859-1' };
    expect(await requestOf(await sendParts([part]))).toMatchObject({ description: 'Größe' });
  });

  it('GEN-8: a part without a name is ignored', async () => {
    expect((await sendParts([{ disposition: 'x="y"', body: 'nobody' }])).status).toBe(200);
  });

  it('GEN-10: the CR LF that one client leaves on its last field is no part of it', async () => {
    const part = { disposition: 'name="address_string"', body: '12 Mill Lane\r\n' };
    expect(await requestOf(await sendParts([part]))).toMatchObject({ address: '12 Mill Lane' });
  });
});

const photo = (size: number, name = 'media', fileName = 'hole.jpg'): Part => ({
  disposition: `name="${name}"; filename="${fileName}"`,
  body: Buffer.alloc(size, 0xff),
  type: 'image/jpeg',
});
const spooled = () => {
  const folder = join(server.dataFolder, 'media', 'spool');
  return existsSync(folder) ? readdirSync(folder) : [];
};
/** A file is written until its request has been answered and a little beyond. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('limits of files (section 15.6)', () => {
  it.each([
    ['one file beyond maxFileBytes', [photo(4_194_305)], 'a file must have at most 4194304 bytes'],
    ['files beyond maxTotalBytes together', [photo(3_500_000), photo(3_500_000)], 'all files together must have at most 6291456'],
    ['more files than maxFiles', [photo(9), photo(9), photo(9), photo(9)], 'at most 3 files'],
    ['fields beyond the body limit', [{ disposition: 'name="x"', body: 'x'.repeat(1_100_000) }], 'all fields together'],
  ])('%s: 413 with an error body, and nothing stays on disk', async (_case, parts, description) => {
    const response = await sendParts(parts);
    expect([response.status, await errorsOf(response)]).toEqual([
      413,
      [{ code: 413, description: expect.stringContaining(description) }],
    ]);
    await eventually(() => spooled().length === 0);
  });

  it('ERR-1: 413 is XML where XML was asked for', async () => {
    const response = await fetch(`${server.base}/requests.xml`, {
      method: 'POST',
      body: new Uint8Array(multipart([photo(4_194_305)])),
      headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    });
    expect([response.status, response.headers.get('content-type')]).toEqual([413, 'text/xml; charset=utf-8']);
    expect(await response.text()).toContain('<code>413</code>');
  });

  it('a report that is refused for its fields leaves no file', async () => {
    const response = await send(
      new Uint8Array(multipart([...fieldsAsParts({ api_key: server.key, ...rodents, lat: '91' }), photo(1000)])),
      `multipart/form-data; boundary=${BOUNDARY}`,
    );
    expect([response.status, spooled()]).toEqual([400, []]);
  });

  it('a client that vanishes in the middle of a file leaves nothing behind', async () => {
    const { port, pathname } = new URL(`${server.base}/requests.json`);
    const body = multipart([...fieldsAsParts({ api_key: server.key, ...rodents }), photo(500_000)]);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST ${pathname} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n` +
        `Content-Type: multipart/form-data; boundary=${BOUNDARY}\r\n\r\n`,
    );
    socket.write(body.subarray(0, 400_000));
    await eventually(() => spooled().length === 1);
    socket.destroy();
    await eventually(() => spooled().length === 0);
    expect((await server.get('services.json')).status).toBe(200);
  });

  it('a file field that nobody filled, as browsers send it, is no picture', async () => {
    const empty = { disposition: 'name="media"; filename=""', body: '', type: 'application/octet-stream' };
    expect((await sendParts([empty, empty, empty, empty, photo(9)])).status).toBe(200);
  });
});
