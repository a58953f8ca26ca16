import { MisconfiguredError, RejectedError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';
import { jsonOf, scripted } from '../../../test/adapters/scripted-crm.js';

const crm = AnsweringServer.forTests();

const adapter = (parameters = {}) =>
  restPreset('jira-service-management', {
    baseUrl: crm.url,
    auth: { username: 'bridge@example.org', password: 'the-token' },
    parameters: {
      serviceDesk: '3',
      project: 'CITY',
      requestType: '25',
      field: '10050',
      close: '31',
      reopen: '41',
      ...parameters,
    },
  });
const script = (routes: Parameters<typeof scripted>[2]) => scripted(crm, '', routes);
const request = aServiceRequest({ id: '26-00000007' });
const fixed = { id: 'u', status: 'fixed', writtenAt: new Date() } as const;

it('a report becomes a request of the service desk', async () => {
  script({ 'POST /rest/servicedeskapi/request': { status: 201, body: { issueId: '10107', issueKey: 'CITY-7' } } });
  await expect(adapter().createCase(request, aCallContext())).resolves.toBe('CITY-7');
  expect(crm.received[0]!.headers.authorization).toBe(`Basic ${btoa('bridge@example.org:the-token')}`);
  expect(jsonOf(crm.received[0]!)).toMatchObject({
    serviceDeskId: '3',
    requestTypeId: '25',
    requestFieldValues: { summary: expect.stringContaining('26-00000007'), customfield_10050: '26-00000007' },
  });
});

it('a report is looked for by a query over the field, page by token', async () => {
  const found = (key: string, value: string) => ({ key, fields: { customfield_10050: value } });
  script({
    'POST /rest/api/3/search/jql': ({ body }) =>
      body.includes('"t2"')
        ? { body: { issues: [found('CITY-7', '26-00000007')], isLast: true } }
        : { body: { issues: [found('CITY-6', '26-00000007 again')], nextPageToken: 't2' } },
  });
  await expect(adapter().findCase(request, new Date(), aCallContext())).resolves.toEqual({ is: 'found', caseRef: 'CITY-7' });
  const fields = ['customfield_10050'];
  const jql = String.raw`project = CITY AND cf[10050] ~ "\"26-00000007\""`;
  expect(crm.received.map(jsonOf)).toEqual([
    { jql, fields, maxResults: 100 },
    { jql, fields, maxResults: 100, nextPageToken: 't2' },
  ]);
});

it('a note is an internal comment unless the city says otherwise, and is found on a later page', async () => {
  const note = aCaseNote({ mediaUrls: [] });
  script({
    'POST /rest/servicedeskapi/request/CITY-7/comment': { status: 201, body: { id: '1' } },
    'GET /rest/servicedeskapi/request/CITY-7/comment': ({ url }) =>
      url.includes('start=50')
        ? { body: { start: 50, size: 1, isLastPage: true, values: [{ body: `${note.text}\n[${note.id}]` }] } }
        : { body: { start: 0, size: 50, isLastPage: false, values: [{ body: 'another' }] } },
  });
  await adapter().addNote!('CITY-7', note, aCallContext());
  expect(jsonOf(crm.received[0]!)).toEqual({ body: `${note.text}\n[${note.id}]`, public: false });
  await expect(adapter().findNote!('CITY-7', note, aCallContext())).resolves.toEqual({ is: 'done' });
  await adapter({ public: 'true' }).addNote!('CITY-7', note, aCallContext());
  expect(jsonOf(crm.received.at(-1)!)).toMatchObject({ public: true });
});

it('a picture is a file of the issue, sent with the header that Jira wants', async () => {
  const picture = aCasePicture();
  const base = '/rest/api/3/issue/CITY-7';
  script({
    [`POST ${base}/attachments`]: { body: [{ id: '1', filename: picture.fileName }] },
    [`GET ${base}`]: { body: { fields: { attachment: [{ filename: picture.fileName }] } } },
  });
  await adapter().attachMedia!('CITY-7', picture, aCallContext());
  expect(crm.received[0]!.headers['x-atlassian-token']).toBe('no-check');
  expect(crm.received[0]!.body).toContain('name="file"');
  await expect(adapter().findMedia!('CITY-7', picture, aCallContext())).resolves.toEqual({ is: 'done' });
});

it('a transition that there is not any more is done where the issue is closed, and refused where it is not', async () => {
  let category = 'done';
  const base = '/rest/api/3/issue/CITY-7';
  const routes = { [`GET ${base}`]: () => ({ body: { fields: { status: { name: 'x', statusCategory: { key: category } } } } }) };
  const refusal = {
    errorMessages: ["It seems that you have tried to perform a workflow operation (Transition 'Close') that is not valid"],
  };
  script({ ...routes, [`POST ${base}/transitions`]: { status: 204 } });
  await expect(adapter().updateCase!('CITY-7', fixed, aCallContext())).resolves.toBeUndefined();
  expect(jsonOf(crm.received[0]!)).toEqual({ transition: { id: '31' } });
  script({ ...routes, [`POST ${base}/transitions`]: { status: 400, body: refusal } });
  await expect(adapter().updateCase!('CITY-7', fixed, aCallContext())).resolves.toBeUndefined();
  category = 'indeterminate';
  await expect(adapter().updateCase!('CITY-7', fixed, aCallContext())).rejects.toBeInstanceOf(RejectedError);
});

it('changes are asked for by minutes in the time zone of the user', async () => {
  const fields = { status: { name: 'Done' }, resolution: { name: 'Repaired' }, updated: '2026-07-01T12:30:00.000+0200' };
  script({ 'POST /rest/api/3/search/jql': { body: { issues: [{ key: 'CITY-7', fields }] } } });
  const window = { from: new Date('2026-07-01T10:00:30Z'), to: new Date('2026-07-01T11:00:00Z') };
  const { changes } = await adapter({ timeZone: 'Europe/Berlin' }).fetchChanges!(window, undefined, aCallContext());
  expect(jsonOf(crm.received[0]!)).toMatchObject({
    jql: 'project = CITY AND updated >= "2026-07-01 12:00" ORDER BY updated ASC',
  });
  expect(changes).toEqual([
    { caseRef: 'CITY-7', status: 'Done', reason: 'Repaired', changedAt: new Date('2026-07-01T10:30:00Z') },
  ]);
});

it('check finds out that there is no such field', async () => {
  const routes = { 'GET /rest/api/3/myself': { body: {} }, 'POST /rest/api/3/search/jql': { body: { issues: [] } } };
  script({ ...routes, 'GET /rest/api/3/field': { body: [{ id: 'customfield_10050' }] } });
  await expect(adapter().check(aCallContext())).resolves.toBeUndefined();
  script({ ...routes, 'GET /rest/api/3/field': { body: [{ id: 'summary' }] } });
  await expect(adapter().check(aCallContext())).rejects.toThrow(/no custom field 10050/);
  await expect(adapter().check(aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
});
