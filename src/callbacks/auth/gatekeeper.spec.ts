import { Webhook } from 'standardwebhooks';
import type { CallbackAuthSettings } from '../../settings/jurisdiction-settings.js';
import type { CallbackMessage } from '../callback-message.js';
import { CallbackRefused } from '../callback-refused.js';
import { Gatekeeper } from './gatekeeper.js';

const OLD = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const NEW = `whsec_${Buffer.alloc(32, 2).toString('base64')}`;
const OTHER = `whsec_${Buffer.alloc(32, 3).toString('base64')}`;
const BODY = '{"case":"C-1"}';

const message = (overrides: Partial<CallbackMessage> = {}): CallbackMessage => ({
  headers: {},
  query: '',
  body: Buffer.from(BODY),
  address: '198.51.100.7',
  peer: '198.51.100.7',
  ...overrides,
});

function signed(secret: string, { at = new Date(), body = BODY, id = 'msg_1' } = {}): CallbackMessage {
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
  return message({ headers });
}

const gatekeeper = (auth: CallbackAuthSettings, addresses: string[] = [], proxies: string[] = []) =>
  new Gatekeeper({ auth, addresses }, proxies);

/** `let in`, or why not. */
function verdict(keeper: Gatekeeper, sent: CallbackMessage): string {
  try {
    keeper.check(sent);
    return 'let in';
  } catch (error) {
    if (error instanceof CallbackRefused) return error.refusal;
    throw error;
  }
}

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
const WEBHOOK = { kind: 'webhook', secrets: [OLD, NEW], toleranceSeconds: 60 } as const;

it.each<[string, CallbackMessage, string]>([
  ['signed with the old secret', signed(OLD), 'let in'],
  ['signed with the new secret', signed(NEW), 'let in'],
  ['signed with another secret', signed(OTHER), 'wrong_signature'],
  ['whose body was changed', signed(OLD, { body: '{"case":"C-2"}' }), 'wrong_signature'],
  ['whose id was changed', { ...signed(OLD), headers: { ...signed(OLD).headers, 'webhook-id': 'msg_2' } }, 'wrong_signature'],
  ['with several signatures, one of them ours', withSignatures(OTHER, OLD), 'let in'],
  ['without a signature', message(), 'unsigned'],
  ['signed too long ago', signed(OLD, { at: ago(90) }), 'out_of_time'],
  ['signed in the future', signed(OLD, { at: ago(-90) }), 'out_of_time'],
  ['whose time is no number', withTimestamp('now'), 'unsigned'],
])('of messages that must be signed, one %s is %s', (_what, sent, expected) => {
  expect(verdict(gatekeeper(WEBHOOK), sent)).toBe(expected);
});

function withSignatures(...secrets: string[]): CallbackMessage {
  const each = secrets.map((secret) => signed(secret).headers);
  return message({ headers: { ...each[0], 'webhook-signature': each.map((one) => one['webhook-signature']).join(' ') } });
}

function withTimestamp(timestamp: string): CallbackMessage {
  return message({ headers: { ...signed(OLD).headers, 'webhook-timestamp': timestamp } });
}

it('a signed message has the id and time that were signed', () => {
  const at = new Date(Math.floor(Date.now() / 1000) * 1000);
  expect(gatekeeper(WEBHOOK).check(signed(NEW, { at }))).toEqual({ id: 'msg_1', signedAt: at });
});

const basic = (text: string) => message({ headers: { authorization: `Basic ${Buffer.from(text).toString('base64')}` } });
const header = (name: string, value: string) => message({ headers: { [name]: value } });
const BASIC = { kind: 'basic', username: 'crm', passwords: ['first password', 'pass:wörd'] } as const;
const HEADER = { kind: 'header', header: 'X-Token', secrets: ['0123456789abcdef', 'fedcba9876543210'] } as const;
const BEARER = { ...HEADER, header: 'Authorization' };

it.each<[string, CallbackAuthSettings, CallbackMessage, string]>([
  ['the first password', BASIC, basic('crm:first password'), 'let in'],
  ['the second password', BASIC, basic('crm:pass:wörd'), 'let in'],
  ['a wrong password', BASIC, basic('crm:guess'), 'wrong_credentials'],
  ['a wrong user name', BASIC, basic('CRM:first password'), 'wrong_credentials'],
  ['no password', BASIC, message(), 'unsigned'],
  ['the secret in the header', HEADER, header('x-token', '0123456789abcdef'), 'let in'],
  ['the next secret in the header', HEADER, header('x-token', 'fedcba9876543210'), 'let in'],
  ['a part of the secret', HEADER, header('x-token', '0123456789abcde'), 'wrong_credentials'],
  ['the secret in another header', HEADER, header('x-other', '0123456789abcdef'), 'unsigned'],
  ['the secret as a bearer token', BEARER, header('authorization', 'Bearer 0123456789abcdef'), 'let in'],
])('a message with %s is %s', (_what, auth, sent, expected) => {
  expect(verdict(gatekeeper(auth), sent)).toBe(expected);
});

it.each([
  ['198.51.100.7', 'let in'],
  ['::ffff:198.51.100.7', 'let in'],
  ['2001:db8::9', 'let in'],
  ['198.51.101.7', 'wrong_address'],
  ['2001:db9::9', 'wrong_address'],
  ['', 'wrong_address'],
])('of those that must come from listed addresses, one from "%s" is %s', (address, expected) => {
  const keeper = gatekeeper({ kind: 'addresses' }, ['198.51.100.0/24', '2001:db8::/32']);
  expect(verdict(keeper, message({ address }))).toBe(expected);
});

it('what comes from a wrong address is refused whatever it knows', () => {
  expect(verdict(gatekeeper(BASIC, ['203.0.113.9']), basic('crm:first password'))).toBe('wrong_address');
});
