import {
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
  UnavailableError,
} from '../adapter-kit/errors.js';
import type { ClaimedDelivery } from '../store/delivery.store.js';
import { aDeliveryPolicy } from '../../test/support/a-connection.js';
import { EarlierCaseUnknowable, outcomeOf } from './outcome.js';

const now = new Date('2026-03-02T08:00:00Z');
const settings = aDeliveryPolicy({ backoffMinMs: 5_000, backoffMaxMs: 60_000, ageLimitMs: 3_600_000, settleMs: 2_000 });
const aDelivery = (overrides: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  id: 'd-1',
  requestId: '1',
  connection: 'riverton/crm',
  fence: 1,
  attempt: 1,
  mayExist: false,
  firstSentAt: now,
  createdAt: now,
  ...overrides,
});
const old = aDelivery({ createdAt: new Date(now.getTime() - 2 * settings.ageLimitMs) });

it('tries a transient failure again, certain that the CRM has nothing', () => {
  expect(outcomeOf({ error: new TransientError('busy'), creating: true }, aDelivery(), settings, now)).toMatchObject({
    is: 'retry',
    kind: 'transient',
    mayExist: false,
  });
});

it('waits at least as long as the CRM asked', () => {
  const outcome = outcomeOf({ error: new TransientError('busy', 45_000), creating: true }, aDelivery(), settings, now);
  expect(outcome).toMatchObject({ is: 'retry' });
  expect('pauseMs' in outcome && outcome.pauseMs).toBeGreaterThanOrEqual(45_000);
});

it('looks for the case soon after an answer was lost', () => {
  expect(outcomeOf({ error: new OutcomeUnknownError('cut'), creating: true }, aDelivery(), settings, now)).toEqual({
    is: 'retry',
    kind: 'unknown',
    reason: 'cut',
    mayExist: true,
    pauseMs: settings.settleMs,
  });
});

it('takes an error of our own for a lost answer once the call had begun', () => {
  expect(outcomeOf({ error: new TypeError('oops'), creating: true }, aDelivery(), settings, now)).toMatchObject({
    is: 'retry',
    kind: 'unknown',
    mayExist: true,
  });
});

it('stays uncertain when the look-up itself fails', () => {
  const uncertain = aDelivery({ mayExist: true });
  for (const error of [new TransientError('busy'), new RejectedError('bad search'), new MisconfiguredError('password')]) {
    expect(outcomeOf({ error, creating: false }, uncertain, settings, now)).toMatchObject({ is: 'retry', mayExist: true });
  }
});

it('makes a dead letter of what the CRM refused, in its own words', () => {
  expect(outcomeOf({ error: new RejectedError('No such category'), creating: true }, aDelivery(), settings, now)).toEqual({
    is: 'dead',
    kind: 'rejected',
    reason: 'No such category',
  });
});

it('gives a report up at the age limit, but not for a CRM that is away or locked', () => {
  expect(outcomeOf({ error: new TransientError('busy'), creating: true }, old, settings, now)).toMatchObject({ is: 'dead' });
  expect(outcomeOf({ error: new UnavailableError('night'), creating: true }, old, settings, now)).toMatchObject({ is: 'retry' });
  expect(outcomeOf({ error: new MisconfiguredError('password'), creating: true }, old, settings, now)).toMatchObject({
    is: 'retry',
  });
});

it('puts an old delivery whose case may exist before a person instead of burying it', () => {
  expect(outcomeOf({ error: new OutcomeUnknownError('cut'), creating: true }, old, settings, now)).toMatchObject({
    is: 'unknown',
  });
});

it('puts a delivery before a person when the CRM cannot say whether a case exists', () => {
  expect(
    outcomeOf({ error: new EarlierCaseUnknowable('mail'), creating: false }, aDelivery({ mayExist: true }), settings, now),
  ).toMatchObject({
    is: 'unknown',
  });
});
