import { MisconfiguredError, OutcomeUnknownError, TransientError } from './errors.js';
import { HttpFailure, retryAfterMs, silenceOf } from './http-failure.js';

describe('silence of a CRM', () => {
  it.each([
    ['write', false, TransientError],
    ['write', true, OutcomeUnknownError],
    ['read', false, TransientError],
    ['read', true, TransientError],
  ] as const)('to a %s, the request gone out: %s', (purpose, sent, expected) => {
    const failure = new HttpFailure('socket hang up', 'ECONNRESET', sent);
    const meaning = silenceOf(failure, purpose);
    expect(meaning).toBeInstanceOf(expected);
    expect(meaning).toMatchObject({ message: expect.stringContaining('socket hang up'), cause: failure });
  });

  it.each(['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'ERR_TLS_CERT_ALTNAME_INVALID'])(
    'is a misconfiguration where its certificate is not accepted: %s',
    (code) => {
      expect(silenceOf(new HttpFailure('no', code, true), 'write')).toBeInstanceOf(MisconfiguredError);
    },
  );
});

describe('Retry-After', () => {
  const now = new Date('2026-03-01T10:00:00Z');
  it.each([
    ['120', 120_000],
    [' 0 ', 0],
    ['Sun, 01 Mar 2026 10:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 09:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
    [undefined, undefined],
  ])('%j is %j milliseconds', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
