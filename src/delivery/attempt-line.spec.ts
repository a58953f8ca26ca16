import { attemptLine, type AttemptReported } from './attempt-line.js';

const attempt: AttemptReported = {
  deliveryId: '4f2c0d5e-0000-4000-8000-000000000000',
  requestId: '26-00000042',
  connection: 'oakville/crm',
  step: 'create_case',
  attempt: 2,
  outcome: 'delivered',
  tookMs: 181,
  written: true,
};

it('an attempt that succeeded is one line of information', () => {
  expect(attemptLine({ ...attempt, traceId: '0af7651916cd43dd8448eb211c80319c' })).toEqual({
    level: 'info',
    message: 'delivered',
    fields: {
      event: 'delivery.attempted',
      deliveryId: attempt.deliveryId,
      requestId: '26-00000042',
      connection: 'oakville/crm',
      step: 'create_case',
      attempt: 2,
      outcome: 'delivered',
      tookMs: 181,
      traceId: '0af7651916cd43dd8448eb211c80319c',
    },
  });
});

it('what heals itself is a warning with its kind and reason', () => {
  expect(attemptLine({ ...attempt, outcome: 'retry', kind: 'transient', reason: 'connect ECONNREFUSED' })).toMatchObject({
    level: 'warn',
    fields: { outcome: 'retry', kind: 'transient', reason: 'connect ECONNREFUSED' },
  });
});

it.each([
  ['dead', 'rejected'],
  ['unknown', 'unknown'],
  ['retry', 'misconfigured'],
] as const)('what a person must act on is an error: %s, %s', (outcome, kind) => {
  expect(attemptLine({ ...attempt, outcome, kind, reason: 'no' }).level).toBe('error');
});

it('a result that came too late is told as such, whatever it was', () => {
  expect(attemptLine({ ...attempt, outcome: 'dead', kind: 'rejected', written: false })).toMatchObject({
    level: 'warn',
    message: 'another worker has taken this delivery over; its record stands',
  });
});

it("a CRM's page of words does not fill the log", () => {
  const { fields } = attemptLine({ ...attempt, outcome: 'dead', kind: 'rejected', reason: 'x'.repeat(100_000) });
  expect(fields['reason']).toHaveLength(500);
});
