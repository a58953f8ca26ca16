import { toldChanges } from './told-changes.js';

const read = (found: unknown) => toldChanges(found, 'America/New_York');

it('reads all that a CRM may tell of a case, times without a zone in that of the city', () => {
  const told = read({
    caseRef: 1001,
    status: ' DONE ',
    reason: null,
    publicText: '',
    mediaUrls: 'https://crm.example/1.jpg',
    changedAt: '2026-03-02 08:00:00',
    expectedAt: '2026-03-09T08:00:00Z',
    deleted: false,
    agency: 'Roads',
  });
  expect(told).toEqual({
    changes: [
      {
        caseRef: '1001',
        status: 'DONE',
        mediaUrls: ['https://crm.example/1.jpg'],
        changedAt: new Date('2026-03-02T13:00:00Z'),
        expectedAt: new Date('2026-03-09T08:00:00Z'),
        deleted: false,
        agency: 'Roads',
      },
    ],
    doubts: [],
  });
});

it.each([[undefined], [null], [[]]])('makes nothing of %p', (found) => {
  expect(read(found)).toEqual({ changes: [], doubts: [] });
});

it('a bad one becomes a doubt, always the same, and the others go on', () => {
  const found = [
    { caseRef: 'C-1', status: 'open' },
    { caseRef: 'C-2', status: 'open', changedAt: 'yesterday' },
    'C-3',
    { status: 'open' },
  ];
  const told = read(found);
  expect(told.changes.map(({ caseRef }) => caseRef)).toEqual(['C-1']);
  expect(told.doubts!.map(({ reason }) => reason)).toEqual([
    'its changedAt can not be read',
    'it is no mapping of a change',
    'it names no case',
  ]);
  expect(read(found).doubts).toEqual(told.doubts);
});

it('a field that there is not is told by its name', () => {
  expect(read({ caseRef: 'C-1', state: 'open' }).doubts).toMatchObject([{ reason: 'a change has no field state' }]);
});

it('a case that is gone, merged or has another number needs no status', () => {
  const found = [
    { caseRef: 'A', deleted: true },
    { caseRef: 'B', mergedInto: 'C' },
    { caseRef: 'D', renumberedTo: 'E' },
  ];
  expect(read(found)).toMatchObject({ changes: found, doubts: [] });
});
