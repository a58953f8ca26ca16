import { timingSafeEqual } from 'node:crypto';
import { child, textOf } from '../../../../src/adapter-kit/xml/xml-element.js';
import { WSSE } from '../../../../src/adapter-kit/xml/soap.js';
import type { Fault } from '../shared/soap-answers.js';
import type { SoapCall } from '../shared/soap-front.js';
import { ECHO_CREDENTIALS } from './credentials.js';

const ADDRESSING = 'http://www.w3.org/2005/08/addressing';
const PASSWORD_TEXT = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';

/** What WCF would have against a header; undefined when it is as it must be. */
export function checkHeader({ header, headerNames }: SoapCall, action: string): Fault | undefined {
  const has = (namespace: string, name: string) => headerNames.some((each) => each.namespace === namespace && each.name === name);
  const strange = headerNames.find(({ namespace }) => namespace !== ADDRESSING && namespace !== WSSE);
  if (strange) return notUnderstood(`${strange.namespace}:${strange.name}`);
  if (!has(ADDRESSING, 'Action')) return addressing(`${ADDRESSING}:Action is missing`);
  if (textOf(header, 'Action') !== action) return addressing(`the Action of the header is not ${action}`);
  if (!has(ADDRESSING, 'To') || !has(ADDRESSING, 'MessageID')) return addressing('To and MessageID are wanted');
  if (!has(WSSE, 'Security') || !mustBeUnderstood(header)) return invalidSecurity();
  return isKnown(header) ? undefined : invalidSecurity();
}

export function invalidSecurity(): Fault {
  const text = 'An error occurred when verifying security for the message.';
  return { of: 'sender', subcode: 'a:InvalidSecurity', text };
}

function notUnderstood(name: string): Fault {
  return { of: 'mustUnderstand', text: `The header ${name} was not understood.` };
}

function addressing(why: string): Fault {
  const text = `The message with Action can not be processed at the receiver: ${why}.`;
  return { of: 'sender', subcode: 'a:ActionNotSupported', text };
}

function mustBeUnderstood(header: SoapCall['header']): boolean {
  return /^(1|true)$/.test(child(header, 'Security')?.attributes['mustUnderstand'] ?? '');
}

function isKnown(header: SoapCall['header']): boolean {
  const token = child(header, 'Security', 'UsernameToken');
  const type = child(token, 'Password')?.attributes['Type'];
  const { username, password } = ECHO_CREDENTIALS;
  return type === PASSWORD_TEXT && same(textOf(token, 'Username'), username) && same(textOf(token, 'Password'), password);
}

function same(given: string | undefined, wanted: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
