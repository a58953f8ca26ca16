import { aCallContext } from '../../../test/adapter-kit/a-call-context.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { restAdapterFor } from '../../../test/adapters/rest-adapter-for.js';

const crm = AnsweringServer.forTests();

const window = { from: new Date('2026-07-01T10:00:00.250Z'), to: new Date('2026-07-01T12:00:00Z') };
const changes = { path: '/c', query: { since: '{{ from }}' }, list: 'body', caseRef: 'id', status: 's', changedAt: 'at' };

it.each([
  [
    'local time without a zone',
    { patterns: ['yyyy-MM-dd HH:mm:ss'], timeZone: 'Europe/Berlin' },
    '2026-07-01 12:00:00',
    '2026-07-01 13:30:00',
  ],
  ['ISO 8601 without milliseconds', { patterns: ["yyyy-MM-dd'T'HH:mm:ss'Z'"] }, '2026-07-01T10:00:00Z', '2026-07-01T11:30:00Z'],
  ['seconds', { patterns: ['epoch-s'] }, '1782900000', 1782905400],
])('moments are asked for and read as the CRM writes them: %s', async (_what, dates, asked, at) => {
  crm.answer = () => ({
    body: [
      { id: 1, s: 'open', at },
      { id: 2, s: 'open', at: 'soon' },
    ],
  });
  const context = aCallContext();
  const page = await restAdapterFor(crm, { changes, dates }).fetchChanges!(window, undefined, context);
  expect(new URL(crm.received[0]!.url, 'http://crm').searchParams.get('since')).toBe(asked);
  expect(page.changes).toEqual([
    { caseRef: '1', status: 'open', changedAt: new Date('2026-07-01T11:30:00Z') },
    { caseRef: '2', status: 'open' },
  ]);
  expect(context.logged).toMatchObject([{ caseRef: '2', date: 'soon' }]);
});
