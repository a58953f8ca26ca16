import { aMail, CLERK, OWN } from './a-mail.js';
import { distrustOf, type TrustSettings } from './sender-trust.js';

const SERVER = 'mx.riverton.example';
const settings = (checks?: ('dkim' | 'spf' | 'dmarc')[]): TrustSettings => ({
  senders: [CLERK, '@crm.example'],
  own: OWN,
  ...(checks && { authentication: { server: SERVER, checks } }),
});

it('believes an address of the list, and any of a domain of the list', async () => {
  expect(distrustOf(await aMail({ From: CLERK }), settings())).toBeUndefined();
  expect(distrustOf(await aMail({ From: 'RT <Ticket@CRM.example>' }), settings())).toBeUndefined();
});

it.each([
  ['somebody else', 'thief@example.org', /not among inbound\.senders/],
  ['a domain that only ends alike', 'thief@evilcrm.example', /not among/],
  ['a name that looks like an address', `"${CLERK}" <thief@example.org>`, /not among/],
  ['two senders', `${CLERK}, thief@example.org`, /several senders/],
  ['our own address', OWN, /our own address/],
  ['nobody', '', /no sender/],
])('does not believe %s', async (_what, From, reason) => {
  expect(distrustOf(await aMail({ From }), settings())).toMatch(reason);
});

const noted = (results: string, server = SERVER) => `${server}; ${results}`;

it.each([
  ['a signature of its domain', noted('dkim=pass (2048-bit key; x=1) header.d=riverton.example; spf=none')],
  ['a policy of its domain', noted('dmarc=pass (p=reject) header.from=riverton.example')],
])('believes %s', async (_what, value) => {
  expect(distrustOf(await aMail({ 'Authentication-Results': value }), settings(['dkim', 'dmarc']))).toBeUndefined();
});

it.each([
  ['nothing noted', undefined],
  ['a signature of another domain', noted('dkim=pass header.d=example.org')],
  ['a failed signature', noted('dkim=fail header.d=riverton.example')],
  ['a check that does not count', noted('spf=pass smtp.mailfrom=riverton.example')],
  ['the word of another server', noted('dkim=pass header.d=riverton.example', 'mx.example.org')],
  ['a pass within a comment', noted('dkim=fail (no; dkim=pass header.d=riverton.example) header.d=riverton.example')],
  [
    'a pass below the word of our server',
    [noted('dkim=fail header.d=riverton.example'), noted('dkim=pass header.d=riverton.example')],
  ],
])('does not believe a sender with %s', async (_what, value) => {
  expect(distrustOf(await aMail({ 'Authentication-Results': value }), settings(['dkim', 'dmarc']))).toMatch(/nothing proves/);
});
