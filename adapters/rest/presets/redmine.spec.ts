import { MisconfiguredError, RejectedError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';
import { askedOf, jsonOf, scripted } from '../../../test/adapters/scripted-crm.js';

const STATUSES = {
  body: {
    issue_statuses: [
      { id: 11, name: 'New' },
      { id: 15, name: 'Closed' },
    ],
  },
};
const crm = AnsweringServer.forTests();

const adapter = () =>
  restPreset('redmine', { baseUrl: crm.url, auth: { value: 'the-key' }, parameters: { project: 'city', field: '12' } });
const script = (routes: Parameters<typeof scripted>[2]) => scripted(crm, '', routes);
const asked = () => askedOf(crm, '');
const request = aServiceRequest({ id: '26-00000007' });
const issue = (more = {}) => ({ id: 7, status: { id: 11 }, custom_fields: [{ id: 12, value: '26-00000007' }], ...more });

it('a report becomes an issue, and a custom field that was dropped is noticed', async () => {
  let made = issue();
  script({
    'POST /issues.json': { status: 201, body: { issue: { id: 7 } } },
    'GET /issues/7.json': () => ({ body: { issue: made } }),
  });
  await expect(adapter().createCase(request, aCallContext())).resolves.toBe('7');
  expect(crm.received[0]!.headers['x-redmine-api-key']).toBe('the-key');
  expect(jsonOf(crm.received[0]!)).toMatchObject({
    issue: { project_id: 'city', tracker_id: 1, custom_fields: [{ id: 12, value: '26-00000007' }] },
  });
  made = issue({ custom_fields: [] });
  await expect(adapter().createCase(request, aCallContext())).rejects.toThrow(/did not do it: our id/);
});

it('a refusal carries the words of Redmine', async () => {
  script({ 'POST /issues.json': { status: 422, body: { errors: ['Subject cannot be blank', 'Tracker is invalid'] } } });
  const refused = adapter().createCase(request, aCallContext());
  await expect(refused).rejects.toBeInstanceOf(RejectedError);
  await expect(refused).rejects.toThrow('Subject cannot be blank; Tracker is invalid');
});

it('a report is looked for by the number of the field, among closed issues too, though a page holds less than was asked for', async () => {
  const other = issue({ id: 6, custom_fields: [{ id: 12, value: '26-00000008' }] });
  script({
    'GET /issues.json': ({ url }) => ({
      body: { issues: [url.includes('offset=0') ? other : issue()], total_count: 2, limit: 1 },
    }),
  });
  await expect(adapter().findCase(request, new Date(), aCallContext())).resolves.toEqual({ is: 'found', caseRef: '7' });
  expect(asked()).toEqual([
    'GET /issues.json?project_id=city&cf_12=26-00000007&status_id=*&limit=100&offset=0',
    'GET /issues.json?project_id=city&cf_12=26-00000007&status_id=*&limit=100&offset=1',
  ]);
});

it('a note is part of an update, which an empty 204 answers', async () => {
  const note = aCaseNote({ mediaUrls: [] });
  const journals = [{ notes: '' }, { notes: `${note.text}\n[${note.id}]` }];
  script({ 'PUT /issues/7.json': { status: 204 }, 'GET /issues/7.json': { body: { issue: issue({ journals }) } } });
  await expect(adapter().addNote!('7', note, aCallContext())).resolves.toBeUndefined();
  expect(jsonOf(crm.received[0]!)).toEqual({ issue: { notes: `${note.text}\n[${note.id}]`, private_notes: false } });
  await expect(adapter().findNote!('7', note, aCallContext())).resolves.toEqual({ is: 'done' });
  await expect(adapter().findNote!('7', aCaseNote(), aCallContext())).resolves.toEqual({ is: 'absent' });
});

it('a picture is uploaded first, and then named in an update', async () => {
  const picture = aCasePicture();
  script({
    'POST /uploads.json': { status: 201, body: { upload: { id: 3, token: '3.abc' } } },
    'PUT /issues/7.json': { status: 204 },
    'GET /issues/7.json': { body: { issue: issue({ attachments: [{ filename: picture.fileName }] }) } },
  });
  await adapter().attachMedia!('7', picture, aCallContext());
  expect(asked()).toEqual([`POST /uploads.json?filename=${picture.fileName}`, 'PUT /issues/7.json']);
  expect(crm.received[0]!.headers['content-type']).toBe('application/octet-stream');
  expect(crm.received[0]!.bytes.equals(picture.bytes)).toBe(true);
  const { fileName: filename, contentType: content_type } = picture;
  expect(jsonOf(crm.received[1]!)).toEqual({ issue: { uploads: [{ token: '3.abc', filename, content_type }] } });
  await expect(adapter().findMedia!('7', picture, aCallContext())).resolves.toEqual({ is: 'done' });
  await expect(adapter().findMedia!('7', aCasePicture(), aCallContext())).resolves.toEqual({ is: 'absent' });
});

it('a change of status that the workflow forbids is answered with 204, and found out', async () => {
  let status = 15;
  script({
    'GET /issue_statuses.json': STATUSES,
    'PUT /issues/7.json': { status: 204 },
    'GET /issues/7.json': () => ({ body: { issue: issue({ status: { id: status } }) } }),
  });
  const fixed = { id: 'u', status: 'fixed', writtenAt: new Date() } as const;
  await expect(adapter().updateCase!('7', fixed, aCallContext())).resolves.toBeUndefined();
  expect(jsonOf(crm.received.find(({ method }) => method === 'PUT')!)).toEqual({ issue: { status_id: 15 } });
  status = 11;
  await expect(adapter().updateCase!('7', fixed, aCallContext())).rejects.toBeInstanceOf(RejectedError);
});

it('changes are asked for between two moments without milliseconds, closed issues too, and told by the names of statuses', async () => {
  const issues = [issue({ status: { id: 15 }, updated_on: '2026-03-01T10:30:00Z' })];
  script({ 'GET /issue_statuses.json': STATUSES, 'GET /issues.json': { body: { issues, total_count: 1 } } });
  const window = { from: new Date('2026-03-01T10:00:00.250Z'), to: new Date('2026-03-01T11:00:00Z') };
  const page = await adapter().fetchChanges!(window, undefined, aCallContext());
  expect(page).toEqual({
    changes: [{ caseRef: '7', status: 'Closed', changedAt: new Date('2026-03-01T10:30:00Z') }],
    nextPage: undefined,
  });
  expect(asked()[0]).toBe(
    'GET /issues.json?project_id=city&updated_on=><2026-03-01T10:00:00Z|2026-03-01T11:00:00Z&status_id=*&sort=updated_on:asc&limit=100&offset=0',
  );
});

it('check finds out that the field is not there: all issues come', async () => {
  const me = { body: { user: { id: 1 } } };
  const none = { body: { issues: [], total_count: 0 } };
  script({ 'GET /users/current.json': me, 'GET /issues.json': none, 'GET /issue_statuses.json': STATUSES });
  await expect(adapter().check(aCallContext())).resolves.toBeUndefined();
  script({ 'GET /users/current.json': me, 'GET /issues.json': { body: { issues: [issue()], total_count: 900 } } });
  await expect(adapter().check(aCallContext())).rejects.toThrow(/find\.query is not heeded/);
  script({ 'GET /users/current.json': { status: 401 } });
  await expect(adapter().check(aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
});
