import { type CanaryMeans, type CanaryUnderWay, nextCanaryStep, stationOf } from './canary.js';

const NOW = new Date('2026-12-01T12:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const DAY = 24 * 60;
const STARTED: CanaryUnderWay = {
  id: '1',
  connection: 'town/crm',
  publicId: 'CANARY-1',
  startedAt: ago(5),
  deadlineAt: ago(-10),
  deliveryId: 'd',
  deliveryState: 'pending',
  isHeard: false,
  status: 'open',
};
const MADE = { ...STARTED, deliveryState: 'delivered', caseMadeAt: ago(4), madeAt: ago(4), caseRef: 'C-1' } as const;
const SEEN = { ...MADE, seenAt: ago(3) };
const SENT = { ...SEEN, closeSentAt: ago(2) };
const ALL: CanaryMeans = { canLook: true, tells: true, closes: true };
const NOT = 'it stays open';

it.each<[string, CanaryUnderWay, CanaryMeans, ReturnType<typeof nextCanaryStep>]>([
  ['waits while it is delivered', STARTED, ALL, { is: 'wait' }],
  ['notes its case', { ...STARTED, caseMadeAt: ago(1), deliveryState: 'delivered' }, ALL, { is: 'note the case' }],
  [
    'has failed when the CRM refuses it',
    { ...STARTED, deliveryState: 'dead', deliveryError: 'no such category' },
    ALL,
    { is: 'end', outcome: 'failed', detail: 'its delivery is dead: no such category' },
  ],
  [
    'has failed when nobody knows whether the CRM has it',
    { ...STARTED, deliveryState: 'unknown' },
    ALL,
    { is: 'end', outcome: 'failed', detail: 'its delivery is unknown' },
  ],
  ['is looked at in the CRM', MADE, ALL, { is: 'look' }],
  ['is seen where the CRM told of it', { ...MADE, isHeard: true }, ALL, { is: 'note that it was seen' }],
  ['waits for the CRM to tell where one can’t ask', MADE, { ...ALL, canLook: false }, { is: 'wait' }],
  ['is closed once it was seen', SEEN, ALL, { is: 'close' }],
  [
    'is done where it can’t be closed, and says so',
    SEEN,
    { ...ALL, closes: { not: NOT } },
    { is: 'end', outcome: 'ok', detail: NOT },
  ],
  ['waits until its closing came back', SENT, ALL, { is: 'wait' }],
  ['is done when its closing came back', { ...SENT, status: 'closed' }, ALL, { is: 'end', outcome: 'ok' }],
  [
    'does not wait for what a CRM never tells',
    SENT,
    { ...ALL, canLook: false, tells: false },
    { is: 'end', outcome: 'ok', detail: 'the CRM tells nobody that the case is closed' },
  ],
  ...[MADE, SEEN, SENT].map(
    (each) =>
      [
        'is given up a day after its case was made',
        { ...each, madeAt: ago(DAY + 1) },
        ALL,
        { is: 'end', outcome: 'failed', detail: expect.stringContaining('within a day') as unknown as string },
      ] as [string, CanaryUnderWay, CanaryMeans, ReturnType<typeof nextCanaryStep>],
  ),
])('a canary %s', (_what, canary, means, expected) => {
  expect(nextCanaryStep(canary, means, NOW)).toEqual(expected);
});

it('tells how far it came', () => {
  expect([STARTED, MADE, SEEN, SENT, { ...SENT, endedAt: NOW }].map(stationOf)).toEqual([
    'started',
    'made',
    'seen',
    'close sent',
    'ended',
  ]);
});
