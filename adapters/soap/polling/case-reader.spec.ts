import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { inEnvelope, SoapSite } from '../../../test/adapters/soap-site.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
beforeEach(() => site.server.reset());
afterAll(() => site.close());

const caseOf = (id: string, rest = '') => `<Case><Id>${id}</Id><State>Open</State>${rest}</Case>`;
const found = (inside: string) => `<GetResponse><Result>0</Result>${inside}</GetResponse>`;
const missing = '<GetResponse><Result>9</Result><Text>no such case</Text></GetResponse>';

const READING = {
  success: { path: '*/Result', equals: '0' },
  errors: { text: '*/Text' },
  operations: {
    ping: { success: [] },
    create: { success: [] },
    get: { purpose: 'read', body: { 'c:Get': { 'c:Id': '{{ caseRef }}' } } },
    getAll: { purpose: 'read', body: { 'c:GetAll': { 'c:Id': { $each: 'ids', $value: 'item' } } } },
  },
  status: {
    steps: [{ operation: 'get' }],
    case: '//Case',
    caseRef: 'Id',
    status: ['State', 'Stage'],
    reason: 'Why',
    publicText: 'Reply',
    changedAt: ['Closed', 'Modified'],
    mediaUrls: 'Photo',
    notFound: { path: '*/Text', matches: 'no such case' },
  },
};
const BATCH = { status: { batch: { steps: [{ operation: 'getAll' }], most: 2 } } };
const idsIn = (body: string) => [...body.matchAll(/<c:Id>(\w+)</g)].map(([, id]) => id!);

it('a case says how it is: words from several places, the closing time before any other, pictures', async () => {
  const rest =
    '<Stage>Done</Stage><Why>Fixed</Why><Reply>Thanks</Reply><Closed>2026-03-02T10:00:00Z</Closed><Modified>2026-03-03T10:00:00Z</Modified>' +
    '<Photo>https://a/1</Photo><Photo>https://a/2</Photo>';
  site.answers({ Get: found(caseOf('7', rest)) });
  const adapter = site.adapter({ ...READING, status: { ...READING.status, status: [{ path: 'State' }, { path: 'Stage' }] } });
  await expect(adapter.fetchStatus!('7', aCallContext())).resolves.toEqual({
    caseRef: '7',
    status: 'Open Done',
    reason: 'Fixed',
    publicText: 'Thanks',
    changedAt: new Date('2026-03-02T10:00:00Z'),
    mediaUrls: ['https://a/1', 'https://a/2'],
  });
});

it('a case says what became of it, by whom and until when', async () => {
  const rest =
    '<Team>Roads</Team><Due>2026-03-09T10:00:00Z</Due><Into>9</Into><Number>7</Number><Gone>yes</Gone><Entry>41</Entry><Ours>26-00000001</Ours>';
  site.answers({ Get: found(caseOf('7', rest)) });
  const told = {
    agency: 'Team',
    expectedAt: 'Due',
    mergedInto: 'Into',
    renumberedTo: 'Number',
    changeId: 'Entry',
    requestId: 'Ours',
  };
  const adapter = site.adapter({ ...READING, status: { ...READING.status, ...told, deleted: { path: 'Gone', equals: 'yes' } } });
  await expect(adapter.fetchStatus!('7', aCallContext())).resolves.toEqual({
    caseRef: '7',
    status: 'Open',
    agency: 'Roads',
    expectedAt: new Date('2026-03-09T10:00:00Z'),
    mergedInto: '9',
    changeId: '41',
    requestId: '26-00000001',
    deleted: true,
  });
});

it('a case says which user wrote its public text, and not who wrote another note', async () => {
  const entry = (by: string, text: string, isPublic: boolean) =>
    `<Entry public="${isPublic}"><By>${by}</By><Text>${text}</Text></Entry>`;
  site.answers({ Get: found(caseOf('7', entry('Ann', 'Call him', false) + entry('OPEN311', 'It has gro', true))) });
  const told = { publicText: 'Entry[@public="true"]/Text', publicTextBy: 'Entry[@public="true"]/By' };
  const adapter = site.adapter({ ...READING, status: { ...READING.status, ...told } });
  await expect(adapter.fetchStatus!('7', aCallContext())).resolves.toMatchObject({
    publicText: 'It has gro',
    publicTextBy: 'OPEN311',
  });
});

it.each([
  ['an answer that is no success says so', missing],
  ['an answer has none', found('')],
  ['an answer has an empty one', found('<Case xmlns:i="http://www.w3.org/2001/XMLSchema-instance" i:nil="true"/>')],
])('a case is not known where %s', async (_where, answer) => {
  site.answers({ Get: answer });
  await expect(site.adapter(READING).fetchStatus!('7', aCallContext())).resolves.toBeUndefined();
});

it('a refusal for another reason is no missing case', async () => {
  site.answers({ Get: '<GetResponse><Result>8</Result><Text>not today</Text></GetResponse>' });
  await expect(site.adapter(READING).fetchStatus!('7', aCallContext())).rejects.toThrow('not today');
});

it('several cases are asked for in as few calls as the CRM takes', async () => {
  site.answers({
    GetAll: ({ body }) =>
      found(
        idsIn(body)
          .flatMap((id) => (id === 'B' ? [] : caseOf(id)))
          .join('') + caseOf('X'),
      ),
  });
  const snapshots = await site.adapter(merged(BATCH)).fetchStatuses!(['A', 'B', 'C'], aCallContext());
  expect(snapshots.map(({ caseRef, status }) => [caseRef, status])).toEqual([
    ['A', 'Open'],
    ['C', 'Open'],
  ]);
  expect(site.server.received.map(({ body }) => idsIn(body))).toEqual([['A', 'B'], ['C']]);
});

it('cases are asked for one by one where one that is not known spoils the answer for all', async () => {
  site.answers({
    GetAll: ({ body }) =>
      idsIn(body).includes('B')
        ? missing
        : found(
            idsIn(body)
              .map((id) => caseOf(id))
              .join(''),
          ),
    Get: ({ body }) => (idsIn(body)[0] === 'B' ? missing : found(caseOf(idsIn(body)[0]!))),
  });
  const snapshots = await site.adapter(merged(BATCH)).fetchStatuses!(['A', 'B'], aCallContext());
  expect(snapshots.map(({ caseRef }) => caseRef)).toEqual(['A']);
  expect(site.asked).toEqual(['GetAll', 'Get', 'Get']);
});

it('verbs are there where the settings say how', () => {
  const verbs = (changes: object) => Object.keys(site.adapter(changes)).filter((verb) => verb.startsWith('fetch'));
  expect(verbs({})).toEqual([]);
  expect(verbs(READING)).toEqual(['fetchStatus']);
  expect(verbs(merged(BATCH))).toEqual(['fetchStatus', 'fetchStatuses']);
});

it.each([
  ['status.status is missing', { ...READING, status: { ...READING.status, status: undefined } }],
  ['status.batch needs', { ...READING, status: { ...READING.status, ...BATCH.status, caseRef: undefined } }],
])('settings that can not work stop the start: %s', (message, changes) => {
  expect(() => site.adapter(changes)).toThrow(message);
});

it('a time that no format fits is a warning, and the words still count', async () => {
  site.answers({ Get: inEnvelope(found(caseOf('7', '<Modified>soon</Modified>'))) });
  await expect(site.adapter(READING).fetchStatus!('7', aCallContext())).resolves.toMatchObject({
    status: 'Open',
    changedAt: undefined,
  });
});

function merged(changes: { status: object }): object {
  return { ...READING, status: { ...READING.status, ...changes.status } };
}
