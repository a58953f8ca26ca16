import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';

const SYS_ID = '9c573169c611228700193229fff72400';
const crm = AnsweringServer.forTests();

const adapter = (written = {}) =>
  restPreset('servicenow', { baseUrl: `${crm.url}/api/now`, auth: { username: 'bridge', password: 'let-me-in' }, ...written });
const asked = () => {
  const { method, url, headers, body } = crm.received[0]!;
  return { method, url: decodeURIComponent(url.replaceAll('+', ' ')), headers, body };
};

it('a report becomes a record of the table, with our id in correlation_id', async () => {
  crm.answer = () => ({ status: 201, body: { result: { sys_id: SYS_ID, number: 'INC0010001' } } });
  const request = aServiceRequest();
  await expect(adapter().createCase(request, aCallContext())).resolves.toBe(SYS_ID);
  const { method, url, headers, body } = asked();
  expect([method, url]).toEqual(['POST', '/api/now/table/incident?sysparm_fields=sys_id,number,correlation_id']);
  expect(headers).toMatchObject({ 'content-type': 'application/json', authorization: `Basic ${btoa('bridge:let-me-in')}` });
  expect(JSON.parse(body)).toMatchObject({
    correlation_id: request.id,
    correlation_display: 'Open311',
    description: expect.stringContaining(request.description!),
  });
});

it('a report is looked for by correlation_id, and a field that the table dropped brings no stranger’s case', async () => {
  const request = aServiceRequest();
  crm.answer = () => ({
    body: {
      result: [
        { sys_id: 'other', correlation_id: '' },
        { sys_id: SYS_ID, correlation_id: request.id },
      ],
    },
  });
  const find = () => adapter().findCase(request, new Date(0), aCallContext());
  await expect(find()).resolves.toEqual({ is: 'found', caseRef: SYS_ID });
  expect(asked().url).toBe(
    `/api/now/table/incident?sysparm_query=correlation_id=${request.id}&sysparm_fields=sys_id,correlation_id&sysparm_limit=10`,
  );
  crm.answer = () => ({ body: { result: [{ sys_id: 'other', correlation_id: '' }] } });
  await expect(find()).resolves.toEqual({ is: 'absent' });
});

it('a note is a comment of the record, or a work note where the city says so, and is found again', async () => {
  crm.answer = () => ({ body: { result: { sys_id: SYS_ID } } });
  const note = aCaseNote({ mediaUrls: [] });
  await adapter({ parameters: { noteField: 'work_notes' } }).addNote!(SYS_ID, note, aCallContext());
  expect(asked()).toMatchObject({ method: 'PATCH', url: `/api/now/table/incident/${SYS_ID}?sysparm_fields=sys_id` });
  expect(JSON.parse(asked().body)).toEqual({ work_notes: `${note.text}\n[${note.id}]` });
  crm.reset();
  crm.answer = () => ({ body: { result: [{ value: `${note.text}\n[${note.id}]` }] } });
  await expect(adapter().findNote!(SYS_ID, note, aCallContext())).resolves.toEqual({ is: 'done' });
  expect(asked().url).toContain(`/table/sys_journal_field?sysparm_query=element_id=${SYS_ID}^element=comments&`);
});

it('a picture is uploaded to the record and found again by its name', async () => {
  crm.answer = () => ({ status: 201, body: { result: { sys_id: 'att' } } });
  const picture = aCasePicture();
  await adapter({ parameters: { table: 'u_report' } }).attachMedia!(SYS_ID, picture, aCallContext());
  const query = `table_name=u_report&table_sys_id=${SYS_ID}&file_name=${picture.fileName}`;
  expect(asked()).toMatchObject({ method: 'POST', url: `/api/now/attachment/file?${query}` });
  expect(crm.received[0]!.headers['content-type']).toBe(picture.contentType);
  expect(crm.received[0]!.bytes.equals(picture.bytes)).toBe(true);
  crm.answer = () => ({ body: { result: [{ file_name: picture.fileName }] } });
  await expect(adapter().findMedia!(SYS_ID, picture, aCallContext())).resolves.toEqual({ is: 'done' });
});

const CASE = {
  state: { value: '6', display_value: 'Resolved' },
  close_code: { value: 'x', display_value: 'Solved (Permanently)' },
  close_notes: { value: 'Filled in', display_value: 'Filled in' },
  sys_updated_on: { value: '2026-03-01 12:00:00', display_value: '01.03.2026 13:00:00' },
};
const SNAPSHOT = {
  caseRef: SYS_ID,
  status: 'Resolved',
  reason: 'Solved (Permanently)',
  publicText: 'Filled in',
  changedAt: new Date('2026-03-01T12:00:00Z'),
};

it('the status is read by its label, and the time of it in UTC whatever the user sees', async () => {
  crm.answer = () => ({ body: { result: CASE } });
  await expect(adapter().fetchStatus!(SYS_ID, aCallContext())).resolves.toMatchObject(SNAPSHOT);
  expect(asked().url).toContain(`/table/incident/${SYS_ID}?sysparm_display_value=all&`);
});

it('changes are asked for between two moments, a hundred at a time', async () => {
  const row = { ...CASE, sys_id: { value: SYS_ID, display_value: SYS_ID } };
  crm.answer = ({ url }) => ({
    body: { result: url.includes('sysparm_offset=0') ? Array.from({ length: 100 }, () => row) : [] },
  });
  const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T13:00:00Z') };
  const page = await adapter().fetchChanges!(window, undefined, aCallContext());
  expect(page.changes[0]).toMatchObject(SNAPSHOT);
  expect(asked().url).toContain(
    'sysparm_query=correlation_display=Open311^sys_updated_on>=2026-03-01 10:00:00^sys_updated_on<=2026-03-01 13:00:00^ORDERBYsys_updated_on&',
  );
  await expect(adapter().fetchChanges!(window, page.nextPage, aCallContext())).resolves.toMatchObject({ changes: [] });
  expect(crm.received.at(-1)!.url).toContain('sysparm_offset=100');
});

it('check reads one record of the table', async () => {
  crm.answer = () => ({ body: { result: [] } });
  await adapter().check(aCallContext());
  expect(asked().url).toBe('/api/now/table/incident?sysparm_limit=1&sysparm_fields=sys_id');
});
