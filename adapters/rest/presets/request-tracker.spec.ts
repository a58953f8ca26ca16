import { MisconfiguredError, RejectedError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';
import { askedOf, jsonOf, scripted } from '../../../test/adapters/scripted-crm.js';

const BASE = '/REST/2.0';
const crm = AnsweringServer.forTests();

const adapter = (parameters = {}) =>
  restPreset('request-tracker', {
    baseUrl: `${crm.url}${BASE}`,
    auth: { value: 'token 1-23-abc' },
    parameters: { queue: 'Street works', ...parameters },
  });
const script = (routes: Parameters<typeof scripted>[2]) => scripted(crm, BASE, routes);
const asked = () => askedOf(crm, BASE);
const request = aServiceRequest({ id: '26-00000007' });
const listed = (items: unknown[], more = {}) => ({
  body: { items, total: items.length, count: items.length, page: 1, pages: 1, ...more },
});
const fixed = { id: 'u', status: 'fixed', writtenAt: new Date() } as const;

it('a report becomes a ticket of the queue, our id in the custom field', async () => {
  script({ 'POST /ticket': { status: 201, body: { _url: `${crm.url}${BASE}/ticket/20`, type: 'ticket', id: '20' } } });
  await expect(adapter().createCase(request, aCallContext())).resolves.toBe('20');
  expect(crm.received[0]!.headers.authorization).toBe('token 1-23-abc');
  expect(jsonOf(crm.received[0]!)).toMatchObject({
    Queue: 'Street works',
    Requestor: 'ada@example.org',
    ContentType: 'text/plain',
    CustomFields: { Open311: '26-00000007' },
  });
});

it('a report is looked for by the field, over pages that the answer names', async () => {
  const next_page = `${crm.url}${BASE}/tickets?query=q&page=2`;
  const ticket = (id: string, value: string) => ({ id, type: 'ticket', CustomFields: [{ name: 'Open311', values: [value] }] });
  script({
    'GET /tickets': ({ url }) =>
      url.includes('page=2') ? listed([ticket('21', '26-00000007')]) : listed([ticket('20', '26-000000071')], { next_page }),
  });
  await expect(adapter().findCase(request, new Date(), aCallContext())).resolves.toEqual({ is: 'found', caseRef: '21' });
  expect(asked()[0]).toBe(
    "GET /tickets?query=Queue = 'Street works' AND 'CF.{Open311}' = '26-00000007'&fields=CustomFields&per_page=100",
  );
});

it('a note is a comment, which opens nothing again, or a reply where the city says so; it is known by its subject', async () => {
  const note = aCaseNote({ mediaUrls: [] });
  const answers = { status: 201, body: ['Comments added'] };
  script({
    'POST /ticket/20/comment': answers,
    'POST /ticket/20/correspond': answers,
    'GET /ticket/20/history': listed([
      { Type: 'Create', Data: '' },
      { Type: 'Comment', Data: `Open311 [${note.id}]` },
    ]),
  });
  await adapter().addNote!('20', note, aCallContext());
  expect(jsonOf(crm.received[0]!)).toEqual({ Subject: `Open311 [${note.id}]`, ContentType: 'text/plain', Content: note.text });
  await expect(adapter().findNote!('20', note, aCallContext())).resolves.toEqual({ is: 'done' });
  await expect(adapter().findNote!('20', aCaseNote(), aCallContext())).resolves.toEqual({ is: 'absent' });
  await adapter({ noteAs: 'correspond' }).addNote!('20', note, aCallContext());
  expect(asked().at(-1)).toBe('POST /ticket/20/correspond');
});

it('a picture goes along with a comment, in base64', async () => {
  const picture = aCasePicture();
  script({ 'POST /ticket/20/comment': { status: 201, body: ['Comments added'] } });
  await adapter().attachMedia!('20', picture, aCallContext());
  expect(jsonOf(crm.received[0]!)).toMatchObject({
    Attachments: [{ FileName: picture.fileName, FileType: picture.contentType, FileContent: picture.bytes.toString('base64') }],
  });
});

it('one of the texts that an update is answered with says what failed', async () => {
  const words = "Ticket 20: Status 'gone' isn't a valid status for this ticket.";
  script({ 'PUT /ticket/20': { body: ['Ticket 20: Subject changed', words] }, 'GET /ticket/20': { body: { Status: 'open' } } });
  const refused = adapter({ closed: 'gone' }).updateCase!('20', fixed, aCallContext());
  await expect(refused).rejects.toBeInstanceOf(RejectedError);
  await expect(refused).rejects.toThrow(words);
  script({ 'PUT /ticket/20': { body: [] }, 'GET /ticket/20': { body: { Status: 'open' } } });
  await expect(adapter().updateCase!('20', fixed, aCallContext())).rejects.toThrow(/did not do it: status/);
  const changed = ["Ticket 20: Status changed from 'open' to 'resolved'"];
  script({ 'PUT /ticket/20': { body: changed }, 'GET /ticket/20': { body: { Status: 'resolved' } } });
  await expect(adapter().updateCase!('20', fixed, aCallContext())).resolves.toBeUndefined();
});

it('changes are asked for in the time zone of the user, and read with the zone that they name', async () => {
  script({ 'GET /tickets': listed([{ id: '20', Status: 'resolved', LastUpdated: '2026-07-01T10:30:00Z' }]) });
  const window = { from: new Date('2026-07-01T10:00:00Z'), to: new Date('2026-07-01T11:00:00Z') };
  const { changes } = await adapter({ timeZone: 'Europe/Berlin' }).fetchChanges!(window, undefined, aCallContext());
  expect(asked()[0]).toContain("Queue = 'Street works' AND LastUpdated >= '2026-07-01 12:00:00'");
  expect(changes).toEqual([{ caseRef: '20', status: 'resolved', changedAt: new Date('2026-07-01T10:30:00Z') }]);
});

it('check finds out that the queue has no such field', async () => {
  const routes = { 'GET /rt': { body: { Version: '5.0.5' } }, 'GET /tickets': listed([]) };
  script({ ...routes, 'GET /queue/Street%20works': { body: { TicketCustomFields: [{ name: 'Open311', id: '3' }] } } });
  await expect(adapter().check(aCallContext())).resolves.toBeUndefined();
  script({ ...routes, 'GET /queue/Street%20works': { body: { TicketCustomFields: [] } } });
  await expect(adapter().check(aCallContext())).rejects.toThrow(/queue Street works has no custom field Open311/);
  script({ 'GET /rt': { status: 401, body: { message: 'Unauthorized' } } });
  await expect(adapter().check(aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
});

it('one case is read by its number, and one that is not there is not', async () => {
  script({
    'GET /ticket/20': { body: { Status: 'stalled' } },
    'GET /ticket/21': { status: 404, body: { message: 'Not found' } },
  });
  await expect(adapter().fetchStatus!('20', aCallContext())).resolves.toMatchObject({ status: 'stalled' });
  await expect(adapter().fetchStatus!('21', aCallContext())).resolves.toBeUndefined();
});
