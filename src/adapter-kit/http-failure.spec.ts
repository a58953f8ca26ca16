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

describe('a refusal that an operator has to end', () => {
  // As a server told it over TLS 1.2, over TLS 1.3, or a proxy did.
  it.each([
    ['EPROTO', false],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', true],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', true],
    ['PROXY_CREDENTIALS', false],
    ['PROXY_REFUSED', false],
    ['TOO_MANY_REDIRECTS', true],
    ['NTLM_NOT_ASKED', false],
  ])('is a misconfiguration that names the setting: %s', (code, sent) => {
    const meaning = silenceOf(new HttpFailure('no', code, sent), 'write');
    expect(meaning).toBeInstanceOf(MisconfiguredError);
    expect(meaning.message).toMatch(/http\.|address/);
  });

  it('is an unknown outcome where TLS broke down only after the request had gone', () => {
    expect(silenceOf(new HttpFailure('write', 'EPROTO', true), 'write')).toBeInstanceOf(OutcomeUnknownError);
  });
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
