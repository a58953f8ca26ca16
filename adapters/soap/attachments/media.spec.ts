import type { CasePicture } from '../../../src/adapter-kit/adapter.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import type { Answer, Received } from '../../../test/adapter-kit/answering-server.js';
import { inEnvelope, SoapSite } from '../../../test/adapters/soap-site.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => site.server.reset());
afterAll(() => site.close());

const picture = (bytes = Buffer.from('picture')): CasePicture => ({
  id: 'p1',
  fileName: 'a b.jpg',
  contentType: 'image/jpeg',
  url: 'https://bridge/p1.jpg',
  bytes,
});
const attach = (attachments: object, given = picture(), changes: object = {}) =>
  site.adapter({ ...changes, attachments }).attachMedia!('7', given, aCallContext());

const FILE = { 'c:Name': '{{ picture.fileName }}', 'c:Data': '{{ picture.base64 }}', 'c:Url': '{{ picture.url }}' };
const OPERATIONS = {
  operations: {
    file: { purpose: 'write', body: { 'c:File': { 'c:Case': '{{ caseRef }}', ...FILE } } },
    upload: { purpose: 'write', body: { 'c:Upload': FILE }, values: { id: '//Id' } },
    refer: { purpose: 'write', body: { 'c:Refer': { 'c:Case': '{{ caseRef }}', 'c:File': '{{ steps.upload.id }}' } } },
    list: { purpose: 'read', body: { 'c:List': { 'c:Case': '{{ caseRef }}' } } },
  },
};

describe('a call for each picture', () => {
  const STEPS = { steps: [{ operation: 'file' }] };

  it('carries the file and its address', async () => {
    site.answers({ File: '<FileResponse/>' });
    await attach(STEPS, picture(), OPERATIONS);
    expect(site.last.body).toContain('<c:Case>7</c:Case><c:Name>a b.jpg</c:Name><c:Data>cGljdHVyZQ==</c:Data>');
    expect(site.last.body).toContain('<c:Url>https://bridge/p1.jpg</c:Url>');
  });

  it('carries a file of several megabytes', async () => {
    site.answers({ File: '<FileResponse/>' });
    await attach(STEPS, picture(Buffer.alloc(3_000_000, 7)), OPERATIONS);
    expect(site.last.body).toContain(`<c:Data>${Buffer.alloc(3_000_000, 7).toString('base64')}</c:Data>`);
  });

  it.each([
    ['larger than', { maxBytes: 3 }, 'maxBytes is 3'],
    ['of another type than', { types: ['image/png'] }, 'limits.types has image/png'],
  ])('is refused for a picture %s the CRM takes, or left out where the settings say so', async (_what, limits, message) => {
    await expect(attach({ ...STEPS, limits }, picture(), OPERATIONS)).rejects.toMatchObject({
      kind: 'rejected',
      message: expect.stringContaining(message) as string,
    });
    await expect(attach({ ...STEPS, limits: { ...limits, others: 'skip' } }, picture(), OPERATIONS)).resolves.toBeUndefined();
    expect(site.asked).toEqual([]);
  });

  it('can be looked for', async () => {
    site.answers({ List: '<ListResponse><Name>a b.jpg</Name></ListResponse>' });
    const find = {
      steps: [{ operation: 'list' }],
      list: '//Name',
      values: { name: '.' },
      matches: 'item.name = picture.fileName',
    };
    const adapter = site.adapter({ ...OPERATIONS, attachments: { ...STEPS, find } });
    await expect(adapter.findMedia!('7', picture(), aCallContext())).resolves.toEqual({ is: 'done' });
    await expect(adapter.findMedia!('7', { ...picture(), fileName: 'c.jpg' }, aCallContext())).resolves.toEqual({ is: 'absent' });
  });
});

it('a file that was uploaded is not uploaded again when the note that refers to it fails', async () => {
  const kept = new Map<string, unknown>();
  const memory = {
    get: (name: string) => kept.get(name),
    keep: async (name: string, value: unknown) => void kept.set(name, value),
  };
  let answer: string | Answer = { status: 503, body: '' };
  site.answers({ Upload: '<UploadResponse><Id>f9</Id></UploadResponse>', Refer: () => answer });
  const adapter = site.adapter({ ...OPERATIONS, attachments: { steps: [{ operation: 'upload' }, { operation: 'refer' }] } });
  const context = aCallContext({ kept: memory });
  await expect(adapter.attachMedia!('7', picture(), context)).rejects.toMatchObject({ kind: 'unknown' });
  answer = inEnvelope('<ReferResponse/>');
  await adapter.attachMedia!('7', picture(), context);
  expect(site.asked).toEqual(['Upload', 'Refer', 'Refer']);
  expect(site.last.body).toContain('<c:File>f9</c:File>');
});

describe('another service', () => {
  const service = (changes: object = {}) => ({
    service: { url: `${site.server.url}/files/{{ caseRef }}?n={{ picture.fileName }}`, ...changes },
  });
  const answering = (answers: Record<string, (got: Received) => Answer>) =>
    (site.server.answer = (got) => Object.entries(answers).find(([path]) => got.url.startsWith(path))![1](got));
  const created = () => ({ status: 201, body: {} });

  it('gets the bytes', async () => {
    answering({ '/files/7': created });
    await attach(service({ headers: { 'X-Id': '{{ picture.id }}' }, auth: { kind: 'basic' } }));
    expect(site.last).toMatchObject({ method: 'POST', url: '/files/7?n=a%20b.jpg', body: 'picture' });
    expect(site.last.headers).toMatchObject({ 'content-type': 'image/jpeg', 'x-id': 'p1' });
    expect(site.last.headers.authorization).toMatch(/^Basic /);
  });

  it('gets a form, or JSON', async () => {
    answering({ '/files/7': created });
    await attach(service({ sendAs: 'form', fileField: 'photo', body: '{ "case": caseRef }' }));
    expect(site.last.body).toMatch(
      /name="case"\r\n\r\n7\r\n[^]*name="photo"; filename="a b.jpg"\r\nContent-Type: image\/jpeg\r\n\r\npicture/,
    );
    await attach(service({ sendAs: 'json', body: '{ "name": picture.fileName, "data": picture.base64 }' }));
    expect(JSON.parse(site.last.body)).toEqual({ name: 'a b.jpg', data: 'cGljdHVyZQ==' });
  });

  it('is asked for a token first, once, and again when the token is not taken any more', async () => {
    let valid = 't1';
    let tokens = 0;
    answering({
      '/token': () => ({ body: { access_token: `t${++tokens}`, expires_in: 600 } }),
      '/files/7': ({ headers }) => ({ status: headers.authorization === `Bearer ${valid}` ? 201 : 401 }),
    });
    const token = { url: `${site.server.url}/token`, clientId: 'id', clientSecret: 'secret', scope: 'files' };
    const adapter = site.adapter({ attachments: service({ token }) });
    await adapter.attachMedia!('7', picture(), aCallContext());
    await adapter.attachMedia!('7', picture(), aCallContext());
    expect(tokens).toBe(1);
    expect(site.server.received[0]).toMatchObject({ body: 'grant_type=client_credentials&scope=files' });
    valid = 't2';
    await adapter.attachMedia!('7', picture(), aCallContext());
    expect(tokens).toBe(2);
    valid = 'none';
    await expect(adapter.attachMedia!('7', picture(), aCallContext())).rejects.toMatchObject({ kind: 'misconfigured' });
  });

  it('that gives no token is a matter for the operator, who is not shown the secret', async () => {
    answering({ '/token': () => ({ status: 401, body: { error: 'invalid_client' } }) });
    const token = { url: `${site.server.url}/token`, clientId: 'id', clientSecret: 'secret-1', send: 'form' };
    const failed = attach(service({ token }));
    await expect(failed).rejects.toMatchObject({
      kind: 'misconfigured',
      message: expect.not.stringContaining('secret-1') as string,
    });
    expect(site.last.body).toContain('client_secret=secret-1');
  });

  it.each([
    [422, 'rejected'],
    [403, 'misconfigured'],
    [429, 'transient'],
    [500, 'unknown'],
    [503, 'unknown'],
  ])('that answers %i leaves the picture %s', async (status, kind) => {
    answering({ '/files/7': () => ({ status, body: 'no' }) });
    await expect(attach(service())).rejects.toMatchObject({ kind });
  });

  it('can be asked what it has', async () => {
    answering({
      '/files/7': () => ({ body: { files: [{ name: 'a b.jpg' }] } }),
      '/files/8': () => ({ body: { files: [] } }),
      '/files/9': () => ({ status: 404 }),
    });
    const find = { url: `${site.server.url}/files/{{ caseRef }}`, list: 'body.files', matches: 'name = $picture.fileName' };
    const adapter = site.adapter({ attachments: service({ find }) });
    await expect(adapter.findMedia!('7', picture(), aCallContext())).resolves.toEqual({ is: 'done' });
    await expect(adapter.findMedia!('8', picture(), aCallContext())).resolves.toEqual({ is: 'absent' });
    await expect(adapter.findMedia!('9', picture(), aCallContext())).resolves.toMatchObject({ is: 'unknowable' });
  });
});

describe('pictures inside of the message that makes the case', () => {
  const INLINE = {
    operations: {
      create: {
        purpose: 'write',
        body: { 'c:Create': { 'c:Photo': { $each: 'pictures', '@name': '{{ item.fileName }}', $text: '{{ item.base64 }}' } } },
        values: { id: '//Id' },
      },
    },
    attachments: { inCreate: { most: 2, timeoutMs: 5000 }, limits: { maxBytes: 100 } },
  };
  const create = async (...paths: string[]) => {
    const mediaUrls = paths.map((path) => `${site.server.url}${path}`);
    return site.adapter(INLINE).createCase(aServiceRequest({ mediaUrls }), aCallContext());
  };
  const images: Record<string, Answer> = {
    '/1.jpg': { headers: { 'content-type': 'image/jpeg' }, body: 'one' },
    '/page': { headers: { 'content-type': 'text/html' }, body: 'log in' },
    '/big.jpg': { headers: { 'content-type': 'image/jpeg' }, body: 'x'.repeat(101) },
  };
  beforeEach(() => {
    site.server.answer = ({ url, method }) =>
      method === 'POST' ? inEnvelope('<CreateResponse><Id>7</Id></CreateResponse>') : (images[url] ?? { status: 404 });
  });

  it('are fetched and sent, so many at most', async () => {
    await create('/1.jpg', '/1.jpg', '/1.jpg');
    expect(site.last.body.match(/<c:Photo name="1.jpg">b25l<\/c:Photo>/g)).toHaveLength(2);
  });

  it.each(['/page', '/big.jpg', '/gone.jpg'])('are left out where %s is no such picture, and the case is made', async (path) => {
    await expect(create(path)).resolves.toBe('7');
    expect(site.last.body).not.toContain('Photo');
  });

  it('are not handed over a second time', () => {
    expect(site.adapter(INLINE).attachMedia).toBeUndefined();
  });
});

it('pictures go one way', () => {
  expect(() => site.adapter({ attachments: { inCreate: {}, service: { url: 'https://x' } } })).toThrow(
    'attachments needs one of',
  );
  expect(() => site.adapter({ attachments: {} })).toThrow('attachments needs one of');
});
