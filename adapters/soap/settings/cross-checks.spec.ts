import { SIMPLE, SoapSite } from '../../../test/adapters/soap-site.js';

let site: SoapSite;
beforeAll(async () => (site = await SoapSite.start()));
afterAll(() => site.close());

describe('the settings of a SOAP connection', () => {
  it.each<[string, object, RegExp]>([
    [
      'a step of an operation',
      { actions: { check: { steps: [{ operation: 'pong' }] } } },
      /actions\.check\.steps\.0\.operation is pong.*ping, create/,
    ],
    [
      'an operation instead',
      { actions: { check: { steps: [{ operation: 'ping', onOrder: 'pong' }] } } },
      /steps\.0\.onOrder is pong/,
    ],
    ['a log-in', { session: { login: 'enter' } }, /session\.login is enter/],
    [
      'a table',
      { operations: { ping: { values: { a: { path: 'B', table: 'kinds' } } } } },
      /operations\.ping\.values\.a\.table is kinds.*there are none/,
    ],
    [
      'a step for the reference',
      { actions: { create: { caseRef: '{{ steps.made.id }}' } } },
      /actions\.create\.caseRef: there is no step for steps\.made/,
    ],
    [
      'a value for the reference',
      { actions: { create: { caseRef: '{{ steps.create.number }}' } } },
      /operations\.create\.values has no number/,
    ],
  ])('tell of %s that is not there', (_what, changes, expected) => {
    expect(() => site.settings(changes)).toThrow(expected);
  });

  it.each<[string, object]>([
    ['endpoint', { endpoint: 'crm.example.org' }],
    ['envelope', { envelope: '1.3' }],
    ['soapActionHeader', { soapActionHeader: 'single' }],
    ['operations.create.purpose', { operations: { create: { purpose: 'change' } } }],
    ['operations.create.body', { operations: { create: { body: { 'c:Create': { $max: 'ten' } } } } }],
    ['operations.create.values', { operations: { create: { values: { id: '//' } } } }],
    ['operations.create.success.0.path', { operations: { create: { success: { path: 'a b', equals: '1' } } } }],
    ['status.publicTextBy.path', { status: { steps: [{ operation: 'ping' }], publicTextBy: 'a b' } }],
    ['polling.publicTextBy.path', { polling: { publicTextBy: 'a b' } }],
    ['success.0.match', { success: { path: 'a', match: '(' } }],
    ['errors.rules.0.means', { errors: { rules: [{ pattern: 'x', means: 'bad' }] } }],
    ['errors.rules.0.pattern', { errors: { rules: [{ pattern: '(', means: 'final' }] } }],
    ['actions.create.caseRef', { actions: { create: { caseRef: '{{ step.create.id }}' } } }],
    ['tables', { tables: { kinds: { a: 1 } } }],
    ['security.password', { security: { password: 'plain' } }],
    ['http.auth.username', { http: { auth: { kind: 'ntlm' } } }],
    ['http', { http: { auth: { kind: 'basic', username: 'u', password: 'p' } }, auth: { kind: 'basic' } }],
    ['operation', { operation: {} }],
  ])('name %s when it is wrong', (path, changes) => {
    expect(() => site.settings(changes)).toThrow(new RegExp(`(^|; )${path.replaceAll('.', '\\.')}: `));
  });

  it('need no more than an address, two operations and two actions', () => {
    expect(() => site.settings({ namespaces: {}, credentials: {} })).not.toThrow();
    expect(Object.keys(SIMPLE)).toEqual(['namespaces', 'credentials', 'operations', 'actions']);
  });
});
