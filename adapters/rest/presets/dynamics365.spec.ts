import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { type Answer, AnsweringServer, type Received } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';
import { sentTo } from '../../../test/adapters/scripted-crm.js';

const ID = '0f1b5e0c-1111-2222-3333-444455556666';
const CUSTOMER = 'accounts(8da6e5b9-88df-e311-b8e5-6c3be5a8b200)';
const API = '/api/data/v9.2';
const crm = AnsweringServer.forTests();

const answers = (answer: (request: Received) => Answer) =>
  (crm.answer = (request) =>
    request.url === '/token' ? { body: { access_token: 'tok-4711', expires_in: 3599 } } : answer(request));
const adapter = (written = {}) =>
  restPreset('dynamics365', {
    baseUrl: `${crm.url}${API}`,
    auth: { oauth2: { tokenUrl: `${crm.url}/token`, clientId: 'app', clientSecret: 'app-secret', scope: `${crm.url}/.default` } },
    parameters: { customer: CUSTOMER },
    ...written,
  });
const asked = (index = 1) => sentTo(crm, index);

it('a report becomes a case of the customer, and its id is read out of a header', async () => {
  answers(() => ({ status: 204, headers: { 'OData-EntityId': `${crm.url}${API}/incidents(${ID})` } }));
  const request = aServiceRequest();
  await expect(adapter().createCase(request, aCallContext())).resolves.toBe(ID);
  expect(Object.fromEntries(new URLSearchParams(crm.received[0]!.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'app',
    client_secret: 'app-secret',
    scope: `${crm.url}/.default`,
  });
  expect(asked()).toMatchObject({ method: 'POST', url: `${API}/incidents` });
  expect(asked().headers).toMatchObject({ 'odata-version': '4.0', authorization: 'Bearer tok-4711' });
  expect(asked().json).toMatchObject({
    new_open311id: request.id,
    'customerid_account@odata.bind': `/${CUSTOMER}`,
    description: expect.stringContaining(request.description!),
  });
});

it('a report is looked for by the column of our id', async () => {
  const request = aServiceRequest();
  answers(() => ({ body: { value: [{ incidentid: ID, new_open311id: request.id }] } }));
  await expect(adapter().findCase(request, new Date(0), aCallContext())).resolves.toEqual({ is: 'found', caseRef: ID });
  expect(asked().url).toBe(`${API}/incidents?$filter=new_open311id eq '${request.id}'&$select=incidentid,new_open311id`);
});

it('a note is an annotation of the case, found on all pages', async () => {
  answers(() => ({ status: 204, headers: { 'OData-EntityId': 'x' } }));
  const note = aCaseNote({ mediaUrls: [] });
  await adapter().addNote!(ID, note, aCallContext());
  expect(asked()).toMatchObject({ method: 'POST', url: `${API}/annotations` });
  expect(asked().json).toEqual({
    subject: `Open311 ${note.id}`,
    notetext: note.text,
    'objectid_incident@odata.bind': `/incidents(${ID})`,
  });
  answers(({ url }) =>
    url.includes('skiptoken')
      ? { body: { value: [{ subject: `Open311 ${note.id}` }] } }
      : { body: { value: [{ subject: null }], '@odata.nextLink': `${crm.url}${API}/annotations?$skiptoken=2` } },
  );
  await expect(adapter().findNote!(ID, note, aCallContext())).resolves.toEqual({ is: 'done' });
});

it('a picture is an annotation with a document, and is looked for by its name', async () => {
  answers(() => ({ status: 204, headers: { 'OData-EntityId': 'x' } }));
  const picture = aCasePicture();
  await adapter().attachMedia!(ID, picture, aCallContext());
  expect(asked().json).toEqual({
    subject: 'Open311 photo',
    filename: picture.fileName,
    mimetype: picture.contentType,
    isdocument: true,
    documentbody: picture.bytes.toString('base64'),
    'objectid_incident@odata.bind': `/incidents(${ID})`,
  });
  answers(() => ({ body: { value: [{ filename: picture.fileName }] } }));
  await expect(adapter().findMedia!(ID, picture, aCallContext())).resolves.toEqual({ is: 'done' });
});

const LABEL = '@OData.Community.Display.V1.FormattedValue';
const ROW = {
  incidentid: ID,
  statecode: 1,
  [`statecode${LABEL}`]: 'Resolved',
  statuscode: 5,
  [`statuscode${LABEL}`]: 'Problem Solved',
  modifiedon: '2026-03-01T12:00:00Z',
};
const SNAPSHOT = { caseRef: ID, status: 'Resolved', reason: 'Problem Solved', changedAt: new Date('2026-03-01T12:00:00Z') };

it('the status is read by its labels', async () => {
  answers(() => ({ body: ROW }));
  await expect(adapter().fetchStatus!(ID, aCallContext())).resolves.toMatchObject(SNAPSHOT);
  expect(asked().url).toBe(`${API}/incidents(${ID})?$select=statecode,statuscode,modifiedon`);
  expect(asked().headers['prefer']).toContain('odata.include-annotations="OData.Community.Display.V1.FormattedValue"');
});

it('changes of our cases are asked for between two moments, page by page', async () => {
  answers(({ url }) => ({
    body: url.includes('skiptoken')
      ? { value: [{ ...ROW, incidentid: 'b' }] }
      : { value: [ROW], '@odata.nextLink': `${crm.url}${API}/incidents?$skiptoken=2` },
  }));
  const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T13:00:00Z') };
  const first = await adapter().fetchChanges!(window, undefined, aCallContext());
  expect(first.changes[0]).toMatchObject(SNAPSHOT);
  expect(asked().url).toContain(
    '$filter=new_open311id ne null and modifiedon ge 2026-03-01T10:00:00.000Z and modifiedon le 2026-03-01T13:00:00.000Z&',
  );
  const second = await adapter().fetchChanges!(window, first.nextPage, aCallContext());
  expect(second.changes.map(({ caseRef }) => caseRef)).toEqual(['b']);
});

it('a case whose alternate key is taken is looked for, and no second one is made', async () => {
  answers(() => ({
    status: 412,
    body: { error: { code: '0x80040237', message: 'A record with matching key values already exists.' } },
  }));
  await expect(adapter().createCase(aServiceRequest(), aCallContext())).rejects.toMatchObject({ kind: 'unknown' });
});

it('check reads the column of our id', async () => {
  answers(() => ({ body: { value: [] } }));
  await adapter().check(aCallContext());
  expect(asked().url).toBe(`${API}/incidents?$select=incidentid,new_open311id&$top=1`);
});

it('the customer has to be told', () => {
  expect(() => adapter({ parameters: {} })).toThrow('parameters.customer: is missing');
  expect(() => adapter({ parameters: { customer: 'accounts(x)' } })).toThrow('parameters.customer: must fit');
});
