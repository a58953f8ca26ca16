import { MisconfiguredError, OutcomeUnknownError, RejectedError } from '../../../src/adapter-kit/errors.js';
import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { aCaseNote, aCasePicture } from '../../../test/adapter-kit/a-case-note.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { aServiceRequest } from '../../../test/adapter-kit/a-service-request.js';
import { restPreset } from '../../../test/adapters/rest-preset.js';
import { askedOf, jsonOf, scripted } from '../../../test/adapters/scripted-crm.js';

const BASE = '/api/v2';
const FIELDS = [
  {
    name: 'status',
    choices: { 2: ['Open', 'Being Processed'], 4: ['Resolved', 'Resolved'], 7: ['With the contractor', 'Planned'] },
  },
  { name: 'cf_open311_id', type: 'custom_text' },
];
const crm = AnsweringServer.forTests();

const adapter = () =>
  restPreset('freshdesk', {
    baseUrl: `${crm.url}${BASE}`,
    auth: { username: 'the-key' },
    parameters: { requester: 'reports@example.org' },
  });
const script = (routes: Parameters<typeof scripted>[2]) => scripted(crm, BASE, routes);
const asked = () => askedOf(crm, BASE);
const request = aServiceRequest({ id: '26-00000007', description: 'Deep <hole>' });
const fixed = { id: 'u', status: 'fixed', writtenAt: new Date() } as const;

it('a report becomes a ticket, its text in HTML, our id in the custom field', async () => {
  script({ 'POST /tickets': { status: 201, body: { id: 41, status: 2 } } });
  await expect(adapter().createCase(request, aCallContext())).resolves.toBe('41');
  const [sent] = crm.received;
  expect(sent!.headers.authorization).toBe(`Basic ${btoa('the-key:X')}`);
  expect(jsonOf(sent!)).toMatchObject({
    email: 'ada@example.org',
    status: 2,
    custom_fields: { cf_open311_id: '26-00000007' },
    description: expect.stringContaining('Deep &lt;hole&gt;<br>'),
  });
  await adapter().createCase(aServiceRequest({ reporter: {} }), aCallContext());
  expect(jsonOf(crm.received[1]!)).toMatchObject({ email: 'reports@example.org' });
});

it('a refusal names the fields', async () => {
  const errors = [{ field: 'priority', message: 'It should be one of 1,2,3,4', code: 'invalid_value' }];
  script({ 'POST /tickets': { status: 400, body: { description: 'Validation failed', errors } } });
  const refused = adapter().createCase(request, aCallContext());
  await expect(refused).rejects.toBeInstanceOf(RejectedError);
  await expect(refused).rejects.toThrow('Validation failed; priority: It should be one of 1,2,3,4');
});

it('a report is looked for in the list of tickets, over pages of the Link header', async () => {
  const link = `<${crm.url}${BASE}/tickets?per_page=100&page=2>; rel="next"`;
  const page = (id: number, ours: string) => [{ id, custom_fields: { cf_open311_id: ours } }];
  script({
    'GET /tickets': ({ url }) =>
      url.includes('page=2') ? { body: page(42, '26-00000007') } : { body: page(41, 'other'), headers: { link } },
  });
  const since = new Date('2026-03-01T10:00:00.500Z');
  await expect(adapter().findCase(request, since, aCallContext())).resolves.toEqual({ is: 'found', caseRef: '42' });
  expect(asked()).toEqual(['GET /tickets?updated_since=2026-03-01T10:00:00Z&per_page=100', 'GET /tickets?per_page=100&page=2']);
});

it('a note is private unless the city says otherwise, and is found in the conversations, as is a picture', async () => {
  const note = aCaseNote({ text: 'Grown & deep', mediaUrls: [] });
  const picture = aCasePicture();
  script({
    'POST /tickets/41/notes': { status: 201, body: { id: 9 } },
    'GET /tickets/41/conversations': {
      body: [
        { body_text: `Grown & deep [${note.id}]`, attachments: [] },
        { body_text: 'x', attachments: [{ name: picture.fileName }] },
      ],
    },
  });
  const ours = adapter();
  await ours.addNote!('41', note, aCallContext());
  expect(jsonOf(crm.received[0]!)).toEqual({ body: `Grown &amp; deep<br>[${note.id}]`, private: true });
  await expect(ours.findNote!('41', note, aCallContext())).resolves.toEqual({ is: 'done' });
  await ours.attachMedia!('41', picture, aCallContext());
  expect(crm.received.at(-1)!.body).toContain('name="attachments[]"');
  await expect(ours.findMedia!('41', picture, aCallContext())).resolves.toEqual({ is: 'done' });
  await expect(ours.findMedia!('41', aCasePicture(), aCallContext())).resolves.toEqual({ is: 'absent' });
});

it('statuses are told by the names of this account, closed ones too', async () => {
  const at = '2026-03-01T10:30:00Z';
  script({
    'GET /ticket_fields': { body: FIELDS },
    'GET /tickets': {
      body: [
        { id: 41, status: 7, updated_at: at },
        { id: 42, status: 4, updated_at: at },
      ],
    },
  });
  const window = { from: new Date('2026-03-01T10:00:00Z'), to: new Date('2026-03-01T11:00:00Z') };
  const { changes } = await adapter().fetchChanges!(window, undefined, aCallContext());
  expect(changes.map(({ caseRef, status }) => [caseRef, status])).toEqual([
    ['41', 'With the contractor'],
    ['42', 'Resolved'],
  ]);
  expect(asked()[0]).toBe('GET /tickets?updated_since=2026-03-01T10:00:00Z&order_by=updated_at&order_type=asc&per_page=100');
});

it('a word on the status is read back', async () => {
  let status = 4;
  script({
    'GET /ticket_fields': { body: FIELDS },
    'PUT /tickets/41': { body: { id: 41 } },
    'GET /tickets/41': () => ({ body: { id: 41, status } }),
  });
  await expect(adapter().updateCase!('41', fixed, aCallContext())).resolves.toBeUndefined();
  expect(jsonOf(crm.received.find(({ method }) => method === 'PUT')!)).toEqual({ status: 4 });
  status = 2;
  await expect(adapter().updateCase!('41', fixed, aCallContext())).rejects.toBeInstanceOf(RejectedError);
});

it('check finds out that the field is missing; a lost answer is no refusal', async () => {
  script({ 'GET /agents/me': { body: { id: 1 } }, 'GET /tickets': { body: [] }, 'GET /ticket_fields': { body: FIELDS } });
  await expect(adapter().check(aCallContext())).resolves.toBeUndefined();
  script({ 'GET /agents/me': { body: { id: 1 } }, 'GET /ticket_fields': { body: [FIELDS[0]] } });
  await expect(adapter().check(aCallContext())).rejects.toThrow(/cf_open311_id is not there/);
  script({ 'GET /agents/me': { status: 401, body: { code: 'invalid_credentials', message: 'no' } } });
  await expect(adapter().check(aCallContext())).rejects.toBeInstanceOf(MisconfiguredError);
  script({ 'POST /tickets': { status: 500 } });
  await expect(adapter().createCase(request, aCallContext())).rejects.toBeInstanceOf(OutcomeUnknownError);
});
