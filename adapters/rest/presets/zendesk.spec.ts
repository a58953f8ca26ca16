import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';
import { sentTo } from '../../../test/adapters/scripted-crm.js';

const crm = AnsweringServer.forTests();

const adapter = (written = {}) =>
  restPreset('zendesk', {
    baseUrl: `${crm.url}/api/v2`,
    auth: { username: 'a@city.example/token', password: 'let-me-in' },
    ...written,
  });
const asked = (index = 0) => sentTo(crm, index);

it('a report becomes a ticket with our id in external_id, the reporter as requester, and a key against a second one', async () => {
  crm.answer = () => ({ status: 201, body: { ticket: { id: 35436 } } });
  const request = aServiceRequest();
  await expect(adapter().createCase(request, aCallContext({ idempotencyKey: 'key-1' }))).resolves.toBe('35436');
  const { method, url, headers, json } = asked();
  expect([method, url, headers['idempotency-key']]).toEqual(['POST', '/api/v2/tickets.json', 'key-1']);
  expect(headers.authorization).toBe(`Basic ${btoa('a@city.example/token:let-me-in')}`);
  expect(json.ticket).toMatchObject({
    external_id: request.id,
    tags: ['open311', request.serviceCode],
    requester: { email: request.reporter.email, name: `${request.reporter.firstName} ${request.reporter.lastName}` },
    comment: { body: expect.stringContaining(request.description!) },
  });
});

it('a report without a reporter has no requester', async () => {
  crm.answer = () => ({ status: 201, body: { ticket: { id: 1 } } });
  await adapter().createCase(aServiceRequest({ reporter: {} }), aCallContext());
  expect(asked().json.ticket).not.toHaveProperty('requester');
});

it('a report is looked for by external_id', async () => {
  const request = aServiceRequest();
  crm.answer = () => ({
    body: {
      tickets: [
        { id: 1, external_id: 'x' },
        { id: 2, external_id: request.id },
      ],
    },
  });
  await expect(adapter().findCase(request, new Date(0), aCallContext())).resolves.toEqual({ is: 'found', caseRef: '2' });
  expect(asked().url).toBe(`/api/v2/tickets.json?external_id=${request.id}`);
});

it('a note is a comment of the ticket, and is looked for on all pages of comments', async () => {
  crm.answer = () => ({ body: { ticket: { id: 2 } } });
  const note = aCaseNote({ mediaUrls: [] });
  await adapter({ parameters: { notePublic: 'false' } }).addNote!('2', note, aCallContext());
  expect(asked()).toMatchObject({ method: 'PUT', url: '/api/v2/tickets/2.json' });
  expect(asked().json).toEqual({ ticket: { comment: { body: `${note.text}\n[${note.id}]`, public: false } } });
  crm.received.length = 0;
  crm.answer = ({ url }) =>
    url.includes('after')
      ? { body: { comments: [{ body: `x [${note.id}]` }], meta: { has_more: false } } }
      : {
          body: {
            comments: [{ body: 'y' }],
            meta: { has_more: true },
            links: { next: `${crm.url}/api/v2/tickets/2/comments.json?after=z` },
          },
        };
  await expect(adapter().findNote!('2', note, aCallContext())).resolves.toEqual({ is: 'done' });
  expect(asked().url).toBe('/api/v2/tickets/2/comments.json?page[size]=100');
});

it('a picture is uploaded first and tied to an internal comment then', async () => {
  crm.answer = ({ method }) =>
    method === 'POST' ? { status: 201, body: { upload: { token: 'T1' } } } : { body: { ticket: { id: 2 } } };
  const picture = aCasePicture();
  await adapter().attachMedia!('2', picture, aCallContext());
  expect(asked(0)).toMatchObject({ method: 'POST', url: `/api/v2/uploads.json?filename=${picture.fileName}` });
  expect(crm.received[0]!.headers['content-type']).toBe(picture.contentType);
  expect(crm.received[0]!.bytes.equals(picture.bytes)).toBe(true);
  expect(asked(1)).toMatchObject({ method: 'PUT', url: '/api/v2/tickets/2.json' });
  expect(asked(1).json).toEqual({ ticket: { comment: { body: picture.fileName, public: false, uploads: ['T1'] } } });
  crm.answer = () => ({ body: { comments: [{ attachments: [] }, { attachments: [{ file_name: picture.fileName }] }] } });
  await expect(adapter().findMedia!('2', picture, aCallContext())).resolves.toEqual({ is: 'done' });
});

it('a resident’s word that it is fixed solves the ticket', async () => {
  crm.answer = () => ({ body: { ticket: { id: 2 } } });
  await adapter().updateCase!('2', { id: 'u', status: 'fixed', writtenAt: new Date(0) }, aCallContext());
  expect(asked()).toMatchObject({ method: 'PUT', url: '/api/v2/tickets/2.json', json: { ticket: { status: 'solved' } } });
});

it('the status is that of the ticket, and a ticket that is gone is none', async () => {
  crm.answer = () => ({ body: { ticket: { id: 2, status: 'solved', updated_at: '2026-03-01T12:00:00Z' } } });
  const snapshot = { caseRef: '2', status: 'solved', changedAt: new Date('2026-03-01T12:00:00Z') };
  await expect(adapter().fetchStatus!('2', aCallContext())).resolves.toMatchObject(snapshot);
  crm.answer = () => ({ status: 404, body: { error: 'RecordNotFound', description: 'Not found' } });
  await expect(adapter().fetchStatus!('2', aCallContext())).resolves.toBeUndefined();
});

it('changes come from the incremental export, page by page to its end, without strangers’ tickets', async () => {
  const ticket = { id: 2, external_id: '26-1', status: 'open', updated_at: '2026-03-01T12:00:00Z' };
  crm.answer = ({ url }) =>
    url.includes('cursor=')
      ? { body: { tickets: [{ ...ticket, id: 3 }], end_of_stream: true, after_url: 'ignored' } }
      : {
          body: {
            tickets: [ticket, { id: 9, external_id: null }],
            end_of_stream: false,
            after_url: `${crm.url}/api/v2/incremental/tickets/cursor.json?cursor=c1`,
          },
        };
  const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T13:00:00Z') };
  const first = await adapter().fetchChanges!(window, undefined, aCallContext());
  expect(asked().url).toBe(`/api/v2/incremental/tickets/cursor.json?start_time=${Date.parse('2026-03-01T10:00:00Z') / 1000}`);
  expect(first.changes.map(({ caseRef }) => caseRef)).toEqual(['2']);
  const second = await adapter().fetchChanges!(window, first.nextPage, aCallContext());
  expect(second.changes.map(({ caseRef }) => caseRef)).toEqual(['3']);
  expect(second.nextPage).toBeUndefined();
});

it.each([
  [
    { status: 422, body: { error: 'RecordInvalid', description: 'Record validation errors', details: { requester: [] } } },
    'rejected',
  ],
  [{ status: 429, headers: { 'retry-after': '30' } }, 'transient'],
  [{ status: 409, body: { error: 'DatabaseConflict' } }, 'transient'],
  [{ status: 401, body: { error: 'Couldn’t authenticate you' } }, 'misconfigured'],
])('a report that is answered with %j is %s', async (answer, kind) => {
  crm.answer = () => answer;
  await expect(adapter().createCase(aServiceRequest(), aCallContext())).rejects.toMatchObject({ kind });
});

it('check asks who we are, and an end user will not do', async () => {
  crm.answer = () => ({ body: { user: { id: 1, role: 'agent' } } });
  await adapter().check(aCallContext());
  expect(asked().url).toBe('/api/v2/users/me.json');
  crm.answer = () => ({ body: { user: { id: 1, role: 'end-user' } } });
  await expect(adapter().check(aCallContext())).rejects.toThrow();
});
