import { MisconfiguredError, RejectedError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';
import { askedOf, jsonOf, scripted } from '../../../test/adapters/scripted-crm.js';

const BASE = '/znuny/nph-genericinterface.pl/Webservice/Open311';
const crm = AnsweringServer.forTests();

const adapter = (parameters = {}) =>
  restPreset('znuny', {
    baseUrl: `${crm.url}${BASE}`,
    headers: { 'X-OTRS-Header-UserLogin': 'bridge' },
    auth: { value: 'the-password' },
    parameters: { queue: 'Streets', customer: 'open311', ...parameters },
  });
const script = (routes: Parameters<typeof scripted>[2]) => scripted(crm, BASE, routes);
const asked = () => askedOf(crm, BASE);
const request = aServiceRequest({ id: '26-00000007' });
const fixed = { id: 'u', status: 'fixed', writtenAt: new Date() } as const;
const error = (ErrorCode: string) => ({ body: { Error: { ErrorCode, ErrorMessage: `${ErrorCode}: no` } } });
const ticket = (TicketID: string, more = {}) => ({ body: { Ticket: [{ TicketID, State: 'open', ...more }] } });

it('a report becomes a ticket with an article and a dynamic field', async () => {
  script({ 'POST /Ticket': { body: { TicketID: '41', TicketNumber: '2026030110000041', ArticleID: '90' } } });
  await expect(adapter().createCase(request, aCallContext())).resolves.toBe('41');
  const [sent] = crm.received;
  expect(sent!.headers).toMatchObject({ 'x-otrs-header-userlogin': 'bridge', 'x-otrs-header-password': 'the-password' });
  expect(jsonOf(sent!)).toMatchObject({
    Ticket: { Queue: 'Streets', CustomerUser: 'open311', State: 'new' },
    Article: { ContentType: 'text/plain; charset=utf-8' },
    DynamicField: [{ Name: 'Open311', Value: '26-00000007' }],
  });
});

it.each([
  ['TicketCreate.AuthFail', MisconfiguredError],
  ['TicketCreate.InvalidParameter', RejectedError],
])('an error with 200 is one: %s', async (code, expected) => {
  script({ 'POST /Ticket': error(code) });
  await expect(adapter().createCase(request, aCallContext())).rejects.toBeInstanceOf(expected);
  await expect(adapter().createCase(request, aCallContext())).rejects.toThrow(code);
});

it('a report is looked for by the dynamic field; the search gives ids, and {} where there are none', async () => {
  script({
    'POST /Ticket/search': { body: { TicketID: ['40', '41'] } },
    'GET /Ticket/40': error('TicketGet.AccessDenied'),
    'GET /Ticket/41': ticket('41', { DynamicField: [{ Name: 'Open311', Value: '26-00000007' }] }),
  });
  await expect(adapter().findCase(request, new Date(), aCallContext())).resolves.toEqual({ is: 'found', caseRef: '41' });
  expect(jsonOf(crm.received[0]!)).toEqual({ DynamicField_Open311: { Equals: '26-00000007' }, Limit: 500 });
  expect(asked().slice(1).sort()).toEqual(['GET /Ticket/40?DynamicFields=1', 'GET /Ticket/41?DynamicFields=1']);
  script({ 'POST /Ticket/search': { body: {} } });
  await expect(adapter().findCase(request, new Date(), aCallContext())).resolves.toEqual({ is: 'absent' });
});

it('a note and a picture are articles of the ticket', async () => {
  const note = aCaseNote({ mediaUrls: [] });
  const picture = aCasePicture();
  const Article = [
    { Body: 'The report' },
    { Body: `${note.text}\n[${note.id}]` },
    { Body: 'Picture', Attachment: [{ Filename: picture.fileName }] },
  ];
  script({ 'PATCH /Ticket/41': { body: { TicketID: '41', ArticleID: '91' } }, 'GET /Ticket/41': ticket('41', { Article }) });
  await adapter().addNote!('41', note, aCallContext());
  expect(jsonOf(crm.received[0]!)).toMatchObject({ Article: { Body: `${note.text}\n[${note.id}]`, IsVisibleForCustomer: 0 } });
  await expect(adapter().findNote!('41', note, aCallContext())).resolves.toEqual({ is: 'done' });
  await expect(adapter().findNote!('41', aCaseNote(), aCallContext())).resolves.toEqual({ is: 'absent' });
  await adapter().attachMedia!('41', picture, aCallContext());
  expect(jsonOf(crm.received.at(-1)!)).toMatchObject({
    Attachment: [{ Filename: picture.fileName, Content: picture.bytes.toString('base64') }],
  });
  await expect(adapter().findMedia!('41', picture, aCallContext())).resolves.toEqual({ is: 'done' });
  script({ 'GET /Ticket/41': error('TicketGet.AccessDenied') });
  await expect(adapter().findNote!('41', note, aCallContext())).resolves.toMatchObject({ is: 'unknowable' });
});

it('a word on the status is read back', async () => {
  script({ 'PATCH /Ticket/41': { body: { TicketID: '41' } }, 'GET /Ticket/41': ticket('41', { State: 'closed successful' }) });
  await expect(adapter().updateCase!('41', fixed, aCallContext())).resolves.toBeUndefined();
  script({ 'PATCH /Ticket/41': { body: { TicketID: '41' } }, 'GET /Ticket/41': ticket('41') });
  await expect(adapter().updateCase!('41', fixed, aCallContext())).rejects.toBeInstanceOf(RejectedError);
});

it('changes are asked for in local time, and each ticket is read; a full list is said to be one', async () => {
  let listed = ['41'];
  script({
    'POST /Ticket/search': () => ({ body: { TicketID: listed } }),
    'GET /Ticket/41': ticket('41', { State: 'closed successful', Changed: '2026-07-01 12:30:00' }),
  });
  const window = { from: new Date('2026-07-01T10:00:00Z'), to: new Date('2026-07-01T11:00:00Z') };
  const page = await adapter({ timeZone: 'Europe/Berlin' }).fetchChanges!(window, undefined, aCallContext());
  expect(jsonOf(crm.received[0]!)).toMatchObject({
    Queues: ['Streets'],
    TicketLastChangeTimeNewerDate: '2026-07-01 12:00:00',
    TicketLastChangeTimeOlderDate: '2026-07-01 13:00:00',
  });
  const changedAt = new Date('2026-07-01T10:30:00Z');
  expect(page).toEqual({ changes: [{ caseRef: '41', status: 'closed successful', changedAt }], nextPage: undefined });
  listed = Array.from({ length: 500 }, () => '41');
  await expect(adapter().fetchChanges!(window, undefined, aCallContext())).resolves.toMatchObject({ isCapped: true });
});

it('a ticket that there is not is answered like one that we may not see', async () => {
  script({ 'GET /Ticket/41': error('TicketGet.AccessDenied') });
  await expect(adapter().fetchStatus!('41', aCallContext())).resolves.toBeUndefined();
});

it('check tells a wrong password, and a dynamic field that there is not', async () => {
  script({ 'POST /Ticket/search': { body: {} } });
  await expect(adapter().check(aCallContext())).resolves.toBeUndefined();
  script({ 'POST /Ticket/search': error('TicketSearch.AuthFail') });
  await expect(adapter().check(aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
  script({ 'POST /Ticket/search': ({ body }) => ({ body: body.includes('DynamicField') ? { TicketID: ['1', '2'] } : {} }) });
  await expect(adapter().check(aCallContext())).rejects.toThrow(/find\.query is not heeded/);
});
