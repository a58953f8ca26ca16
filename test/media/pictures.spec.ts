import sharp from 'sharp';
import { JourneyStore } from '../../src/store/journey.store.js';
import { MaterialStore } from '../../src/store/material.store.js';
import { deliveryOf } from '../support/deliveries.js';
import { type GeoReportServer, startGeoReport } from '../georeport/server.js';
import { aPng, bomb, photoWithGps } from './photos.js';

let server: GeoReportServer;
beforeAll(async () => {
  server = await startGeoReport();
});
afterAll(() => server.close());

const rodents = { service_code: 'RODENTS', lat: '42.3601', long: '-71.0589' };

/** Files a report with files under any names; answers with its id. */
async function fileWith(files: readonly (readonly [string, Buffer, string?])[], fields = {}): Promise<string> {
  const form = new FormData();
  for (const [name, value] of Object.entries({ api_key: server.key, ...rodents, ...fields })) form.append(name, String(value));
  for (const [name, bytes, type] of files) form.append(name, new Blob([new Uint8Array(bytes)], { type }), 'x.jpg');
  const response = await fetch(`${server.base}/requests.json`, { method: 'POST', body: form });
  expect(response.status).toBe(200);
  return ((await response.json()) as { service_request_id: string }[])[0]!.service_request_id;
}

async function fileFields(fields: Record<string, string | string[]>): Promise<string> {
  const response = await server.post({ ...rodents, ...fields });
  expect(response.status).toBe(200);
  return ((await response.json()) as { service_request_id: string }[])[0]!.service_request_id;
}

const journeyOf = async (id: string) => (await new JourneyStore(server.store.database).find(id))[0]!.events;

/** What became of a report's pictures, once it is known. */
async function fates(id: string, count = 1): Promise<string[]> {
  for (;;) {
    const settled = (await journeyOf(id)).filter(({ what }) => /^picture \d+ (ready|failed)$/.test(what));
    if (settled.length >= count) return settled.map(({ what, detail }) => `${what}: ${detail}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function mediaUrlOf(id: string): Promise<string> {
  return ((await (await server.get(`requests/${id}.json`)).json()) as { media_url: string }[])[0]!.media_url;
}

/** Colour of a pixel as a word. */
async function colourAt(image: Buffer, left: number, top: number): Promise<string> {
  const [r, , b] = await sharp(image).extract({ left, top, width: 1, height: 1 }).raw().toBuffer();
  return r! > 200 ? 'red' : b! > 200 ? 'blue' : 'other';
}

it('15.6: a photo goes in with its place and comes out without it, upright, at an absolute address', async () => {
  const sent = await photoWithGps();
  expect((await sharp(sent).metadata()).exif).toBeDefined();
  expect(sent.includes('SecretPhone') && sent.includes('SecretXmp')).toBe(true);
  const id = await fileWith([['media', sent, 'image/jpeg']]);
  expect(await fates(id)).toEqual([expect.stringMatching(/^picture 1 ready: 400 x 300 pixels/)]);
  const url = await mediaUrlOf(id);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/media\/[0-9a-f]{40}\.jpg$/);
  const response = await fetch(url);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/jpeg',
    'x-content-type-options': 'nosniff',
    'content-disposition': 'inline',
    'cache-control': expect.stringContaining('immutable'),
    'access-control-allow-origin': '*',
    etag: expect.any(String),
  });
  const shown = Buffer.from(await response.arrayBuffer());
  const { exif, xmp, iptc, orientation, width, height } = await sharp(shown).metadata();
  expect({ exif, xmp, iptc, orientation, width, height }).toEqual({ width: 400, height: 300 });
  expect(shown.includes('SecretPhone') || shown.includes('SecretXmp')).toBe(false);
  expect([await colourAt(shown, 50, 150), await colourAt(shown, 350, 150)]).toEqual(['red', 'blue']);
});

it('answers HEAD, and 304 to who has it already; 404 for what is not there', async () => {
  const id = await fileWith([['photo1', await aPng(), 'image/png']]);
  await fates(id);
  const url = await mediaUrlOf(id);
  expect(url).toMatch(/\.png$/);
  const head = await fetch(url, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'image/png', '']);
  const again = await fetch(url, { headers: { 'if-none-match': head.headers.get('etag')! } });
  expect(again.status).toBe(304);
  for (const wrong of ['0'.repeat(40), '..%2f..%2fetc%2fpasswd', 'x'])
    expect((await fetch(new URL(`/media/${wrong}.jpg`, url))).status).toBe(404);
});

it('15.6: takes several files under any names, keeps their order, and shows the first in media_url', async () => {
  const id = await fileWith([
    ['media[]', await aPng(31, 10)],
    ['media[]', await aPng(32, 10)],
    ['photo1', await aPng(33, 10)],
  ]);
  expect((await fates(id, 3)).map((each) => each.slice(0, 28))).toEqual([
    'picture 1 ready: 31 x 10 pix',
    'picture 2 ready: 32 x 10 pix',
    'picture 3 ready: 33 x 10 pix',
  ]);
  const { width } = await sharp(Buffer.from(await (await fetch(await mediaUrlOf(id))).arrayBuffer())).metadata();
  expect(width).toBe(31);
});

it('makes large pictures smaller', async () => {
  expect(await fates(await fileWith([['media', await aPng(1280, 320)]]))).toEqual([
    expect.stringContaining('ready: 640 x 160 pixels'),
  ]);
});

it.each([
  ['as it is', (text: string) => text],
  ['with a data: prefix', (text: string) => `data:image/png;base64,${text}`],
  ['with line breaks', (text: string) => text.replaceAll(/.{76}/g, '$&\r\n')],
  ['with its plus signs decoded away', (text: string) => text.replaceAll('+', ' ')],
])('15.6: takes a picture as Base64 text %s', async (_case, spell) => {
  const id = await fileFields({ media: spell((await aPng()).toString('base64')) });
  expect(await fates(id)).toEqual([expect.stringContaining('picture 1 ready: 30 x 20')]);
});

it('15.6: files win over media_url', async () => {
  const id = await fileWith([['media', await aPng()]], { media_url: 'http://127.0.0.1/x.jpg' });
  await fates(id);
  expect((await journeyOf(id)).filter(({ what }) => what.includes('came as')).map(({ what }) => what)).toEqual([
    'picture 1 came as file',
  ]);
});

const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>');

it.each<[string, () => Promise<Buffer> | Buffer, RegExp]>([
  ['random bytes', () => Buffer.alloc(5000, 0xff), /not a JPEG, PNG/],
  ['an empty file', () => Buffer.alloc(0), /is empty/],
  ['an SVG', () => svg, /not a JPEG, PNG/],
  ['a PDF', () => Buffer.from('%PDF-1.7\n'), /not a JPEG, PNG/],
  ['half a photo', async () => (await photoWithGps()).subarray(0, 1500), /can not be read/],
  ['a decompression bomb', () => bomb(), /can not be read: .*pixel limit/],
])('15.6: %s does not reject the report; the journey tells why there is no picture', async (_case, bytes, reason) => {
  const id = await fileWith([['media', await bytes(), 'image/jpeg']]);
  expect(await fates(id)).toEqual([expect.stringMatching(reason)]);
  expect(await mediaUrlOf(id)).toBeNull();
});

it.each([
  ['Base64 that is none', { media: '*not Base64*' }, /not Base64/],
  ['a media_url that is no address', { media_url: 'hole.jpg' }, /not an absolute http or https URL/],
  ['a media_url of another scheme', { media_url: 'ftp://example.org/x.jpg' }, /must be an http or https URL/],
  ['a media_url that goes on for ever', { media_url: `http://example.org/${'x'.repeat(3000)}` }, /more than 2000 characters/],
])('12.2, 15.6: %s is a failed picture of a good report', async (_case, fields, reason) => {
  expect(await fates(await fileFields(fields as Record<string, string>))).toEqual([expect.stringMatching(reason)]);
});

it('more pictures than a report may bring are left out, and told of', async () => {
  const id = await fileFields({ media_url: Array.from({ length: 9 }, () => 'x:') });
  expect(await fates(id, 4)).toContainEqual(expect.stringContaining('6 more were left out'));
});

it('a report that comes again keeps its first pictures and leaves no second file', async () => {
  const fields = { 'attribute[fixmystreet_id]': 'again' };
  const first = await fileWith([['media', await aPng()]], fields);
  await fates(first);
  const url = await mediaUrlOf(first);
  expect(await fileWith([['media', await aPng()]], fields)).toBe(first);
  expect(await mediaUrlOf(first)).toBe(url);
});

it('tells adapters of pictures that are ready or may yet be, and of no failed one', async () => {
  const id = await fileWith([
    ['media', Buffer.from('broken')],
    ['media', await aPng()],
  ]);
  await fates(id, 2);
  const { mediaUrls } = await new MaterialStore(server.store.database).request(await deliveryOf(server.store.database, id));
  expect(mediaUrls).toEqual([expect.stringMatching(/^\/media\/[0-9a-f]{40}\.png$/)]);
});
