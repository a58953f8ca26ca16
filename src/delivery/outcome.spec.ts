import {
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
  UnavailableError,
} from '../adapter-kit/errors.js';
import type { ClaimedDelivery } from '../store/claim.js';
import { aDeliveryPolicy } from '../../test/support/a-connection.js';
import { type Failure, judge } from './outcome.js';

const now = new Date('2026-03-02T08:00:00Z');
const settings = aDeliveryPolicy({ backoffMinMs: 5_000, backoffMaxMs: 60_000, ageLimitMs: 3_600_000, settleMs: 2_000 });
const aDelivery = (overrides: Partial<ClaimedDelivery> = {}): ClaimedDelivery => ({
  id: 'd-1',
  step: 'create_case',
  results: {},
  startInMs: 0,
  publicId: '26-00000001',
  requestId: '1',
  connection: 'riverton/crm',
  fence: 1,
  attempt: 1,
  mayExist: false,
  firstSentAt: now,
  createdAt: now,
  ...overrides,
});
const outcomeOf = (failure: Failure, delivery: ClaimedDelivery, policy = settings, at = now) =>
  judge(failure, delivery, policy, at).outcome;
const old = aDelivery({ firstFailedAt: new Date(now.getTime() - 2 * settings.ageLimitMs) });

it('tries a transient failure again, certain that the CRM has nothing', () => {
  expect(outcomeOf({ error: new TransientError('busy'), sending: true }, aDelivery(), settings, now)).toMatchObject({
    is: 'retry',
    kind: 'transient',
    mayExist: false,
  });
});

it('waits at least as long as the CRM asked', () => {
  const outcome = outcomeOf({ error: new TransientError('busy', 45_000), sending: true }, aDelivery(), settings, now);
  expect(outcome).toMatchObject({ is: 'retry' });
  expect('pauseMs' in outcome && outcome.pauseMs).toBeGreaterThanOrEqual(45_000);
});

it('looks for the case soon after an answer was lost', () => {
  expect(outcomeOf({ error: new OutcomeUnknownError('cut'), sending: true }, aDelivery(), settings, now)).toEqual({
    is: 'retry',
    kind: 'unknown',
    reason: 'cut',
    mayExist: true,
    pauseMs: settings.settleMs,
  });
});

it('stays uncertain when the look-up itself fails', () => {
  const uncertain = aDelivery({ mayExist: true });
  for (const error of [new TransientError('busy'), new RejectedError('bad search'), new MisconfiguredError('password')]) {
    expect(outcomeOf({ error, sending: false }, uncertain, settings, now)).toMatchObject({ is: 'retry', mayExist: true });
  }
});

it('makes a dead letter of what the CRM refused, in its own words', () => {
  expect(outcomeOf({ error: new RejectedError('No such category'), sending: true }, aDelivery(), settings, now)).toEqual({
    is: 'dead',
    kind: 'rejected',
    reason: 'No such category',
  });
});

it('gives a report up at the age limit, but not for a CRM that is away or locked', () => {
  expect(outcomeOf({ error: new TransientError('busy'), sending: true }, old, settings, now)).toMatchObject({ is: 'dead' });
  expect(outcomeOf({ error: new UnavailableError('night'), sending: true }, old, settings, now)).toMatchObject({ is: 'retry' });
  expect(outcomeOf({ error: new MisconfiguredError('password'), sending: true }, old, settings, now)).toMatchObject({
    is: 'retry',
  });
});

it('puts an old delivery whose case may exist before a person instead of burying it', () => {
  expect(outcomeOf({ error: new OutcomeUnknownError('cut'), sending: true }, old, settings, now)).toMatchObject({
    is: 'unknown',
  });
});

it('counts age from the first failure of its own: a report that waited out an outage of days is not given up at once', () => {
  const waited = aDelivery({ createdAt: old.firstFailedAt });
  expect(outcomeOf({ error: new TransientError('busy'), sending: true }, waited, settings, now)).toMatchObject({ is: 'retry' });
});

it.each([
  ['a refusal: the connection is well', new RejectedError('no'), { is: 'answers' }],
  ['one lost answer: counted', new OutcomeUnknownError('cut'), { is: 'failed', threshold: settings.breakerFailures }],
  ['a CRM that says it is away: at once', new UnavailableError('night'), { is: 'failed', threshold: 1 }],
  ['a wrong password: at once', new MisconfiguredError('password'), { is: 'failed', threshold: 1 }],
])('judges the connection: %s', (_case, error, verdict) => {
  expect(judge({ error, sending: true }, aDelivery(), settings, now).verdict).toMatchObject(verdict);
});

it('asks whether the CRM is back no earlier than it said', () => {
  const { verdict } = judge({ error: new UnavailableError('night', 3_600_000), sending: true }, aDelivery(), settings, now);
  expect(verdict).toMatchObject({ probeInMs: 3_600_000 });
});
