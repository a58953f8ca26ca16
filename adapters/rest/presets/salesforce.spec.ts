import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { type Answer, AnsweringServer, type Received } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';
import { sentTo } from '../../../test/adapters/scripted-crm.js';

const ID = '500xx000000bpmTAAQ';
const API = '/services/data/v60.0';
const crm = AnsweringServer.forTests();

/** The token's answer has no `expires_in`, as Salesforce's has none. */
const answers = (answer: (request: Received) => Answer) =>
  (crm.answer = (request) =>
    request.url === '/services/oauth2/token' ? { body: { access_token: 'tok-4711', token_type: 'Bearer' } } : answer(request));
const adapter = (written = {}) =>
  restPreset('salesforce', {
    baseUrl: `${crm.url}${API}`,
    auth: { oauth2: { tokenUrl: `${crm.url}/services/oauth2/token`, clientId: 'key', clientSecret: 'consumer-secret' } },
    ...written,
  });
const asked = (index = 1) => sentTo(crm, index);

it('a report is made by upsert on our id, which is not in the body, with a token of the client credentials flow', async () => {
  answers(() => ({ status: 201, body: { id: ID, success: true, errors: [], created: true } }));
  const request = aServiceRequest();
  await expect(adapter().createCase(request, aCallContext())).resolves.toBe(ID);
  expect(crm.received[0]!.body).toBe('grant_type=client_credentials&client_id=key&client_secret=consumer-secret');
  expect(asked()).toMatchObject({ method: 'PATCH', url: `${API}/sobjects/Case/Open311_Id__c/${request.id}` });
  expect(asked().headers.authorization).toBe('Bearer tok-4711');
  expect(asked().json).toMatchObject({
    Origin: 'Web',
    SuppliedEmail: request.reporter.email,
    Description: expect.stringContaining(request.description!),
  });
  expect(JSON.stringify(asked().json)).not.toContain('Open311_Id__c');
});

it('a report is looked for by SOQL on the field of our id, whatever its name', async () => {
  const request = aServiceRequest();
  answers(() => ({ body: { totalSize: 1, done: true, records: [{ Id: ID, Ref__c: request.id }] } }));
  const found = adapter({ parameters: { referenceField: 'Ref__c' } }).findCase(request, new Date(0), aCallContext());
  await expect(found).resolves.toEqual({ is: 'found', caseRef: ID });
  expect(asked().url).toBe(`${API}/query?q=SELECT Id, Ref__c FROM Case WHERE Ref__c = '${request.id}'`);
});

it('a note is a comment of the case and is found on a later page', async () => {
  answers(() => ({ status: 201, body: { id: '00a', success: true } }));
  const note = aCaseNote({ mediaUrls: [] });
  await adapter({ parameters: { notePublic: 'false' } }).addNote!(ID, note, aCallContext());
  expect(asked()).toMatchObject({ method: 'POST', url: `${API}/sobjects/CaseComment` });
  expect(asked().json).toEqual({ ParentId: ID, IsPublished: false, CommentBody: `[${note.id}] ${note.text}` });
  answers(({ url }) =>
    url.includes('01g')
      ? { body: { done: true, records: [{ CommentBody: `[${note.id}] x` }] } }
      : { body: { done: false, records: [{ CommentBody: 'y' }], nextRecordsUrl: `${API}/query/01g-2000` } },
  );
  await expect(adapter().findNote!(ID, note, aCallContext())).resolves.toEqual({ is: 'done' });
});

it('a picture is a file of the case, in base64, and is looked for by its title', async () => {
  answers(() => ({ status: 201, body: { id: '068', success: true } }));
  const picture = aCasePicture();
  await adapter().attachMedia!(ID, picture, aCallContext());
  expect(asked()).toMatchObject({ method: 'POST', url: `${API}/sobjects/ContentVersion` });
  expect(asked().json).toEqual({
    Title: picture.fileName,
    PathOnClient: picture.fileName,
    FirstPublishLocationId: ID,
    VersionData: picture.bytes.toString('base64'),
  });
  answers(() => ({ body: { done: true, records: [{ ContentDocument: { Title: picture.fileName } }] } }));
  await expect(adapter().findMedia!(ID, picture, aCallContext())).resolves.toEqual({ is: 'done' });
});

it('a resident’s word that it is fixed closes the case', async () => {
  answers(() => ({ status: 204 }));
  await adapter().updateCase!(ID, { id: 'u', status: 'fixed', writtenAt: new Date(0) }, aCallContext());
  expect(asked()).toMatchObject({ method: 'PATCH', url: `${API}/sobjects/Case/${ID}`, json: { Status: 'Closed' } });
});

const MOMENT = '2026-03-01T12:00:00.000+0000';

it('the status is read with Salesforce’s own moments, and a case that is gone is none', async () => {
  answers(() => ({ body: { Status: 'Closed', SystemModstamp: MOMENT } }));
  await expect(adapter().fetchStatus!(ID, aCallContext())).resolves.toMatchObject({
    caseRef: ID,
    status: 'Closed',
    changedAt: new Date('2026-03-01T12:00:00Z'),
  });
  expect(asked().url).toBe(`${API}/sobjects/Case/${ID}?fields=Status,SystemModstamp`);
  answers(() => ({ status: 404, body: [{ errorCode: 'NOT_FOUND', message: 'gone' }] }));
  await expect(adapter().fetchStatus!(ID, aCallContext())).resolves.toBeUndefined();
});

it('changes of our cases are asked for between two moments, page by page', async () => {
  const row = (Id: string) => ({ Id, Status: 'New', SystemModstamp: MOMENT });
  answers(({ url }) => ({
    body: url.includes('01g')
      ? { done: true, records: [row('B')] }
      : { done: false, records: [row('A')], nextRecordsUrl: `${API}/query/01g-2000` },
  }));
  const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T13:00:00Z') };
  const first = await adapter().fetchChanges!(window, undefined, aCallContext());
  expect(asked().url).toBe(
    `${API}/query?q=SELECT Id, Status, SystemModstamp FROM Case WHERE Open311_Id__c != null AND SystemModstamp >= 2026-03-01T10:00:00.000Z AND SystemModstamp <= 2026-03-01T13:00:00.000Z ORDER BY SystemModstamp`,
  );
  const second = await adapter().fetchChanges!(window, first.nextPage, aCallContext());
  expect([...first.changes, ...second.changes].map(({ caseRef }) => caseRef)).toEqual(['A', 'B']);
  expect(second.nextPage).toBeUndefined();
});

it.each([
  [403, 'REQUEST_LIMIT_EXCEEDED', 'unavailable'],
  [400, 'UNABLE_TO_LOCK_ROW', 'transient'],
  [400, 'INVALID_FIELD', 'misconfigured'],
  [400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION', 'rejected'],
  [401, 'INVALID_SESSION_ID', 'misconfigured'],
])('HTTP %d with %s is %s', async (status, errorCode, kind) => {
  answers(() => ({ status, body: [{ errorCode, message: 'words' }] }));
  await expect(adapter().createCase(aServiceRequest(), aCallContext())).rejects.toMatchObject({ kind });
});

it('check reads the field of our id', async () => {
  answers(() => ({ body: { records: [] } }));
  await adapter().check(aCallContext());
  expect(asked().url).toBe(`${API}/query?q=SELECT Id, Open311_Id__c FROM Case LIMIT 1`);
});
