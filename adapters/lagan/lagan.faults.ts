import { MisconfiguredError, RejectedError, TransientError, type AdapterError } from '../../src/adapter-kit/errors.js';
import type { SoapFault } from '../../src/adapter-kit/xml/soap.js';
import { child, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { Pattern } from '../../src/domain/pattern.js';
import type { LaganFaults } from './lagan.settings.js';

/** Neither credentials nor token were accepted; the call was not executed (contract section 5). */
export class AuthenticationRefused extends MisconfiguredError {}

/** Fault codes of WS-Security 1.0, section 12. */
const SECURITY_CODES =
  /(^|[:.])(FailedAuthentication|FailedCheck|InvalidSecurity|InvalidSecurityToken|SecurityTokenUnavailable|UnsupportedSecurityToken)$/;
/** Elements that only the newer contract has (section 1). */
const NEWER_ELEMENTS = /\b(LastModifiedDate(From|To)|CreationDate|ClosedDate|NoteLabels)\b/;
const UNKNOWN_ELEMENT = /(invalid|unknown|unexpected) element|element .{0,200}(is )?not expected/is;
/** How Axis and XML libraries speak of a message that they could not even read. */
const INVALID_MESSAGE =
  /SAX|cvc-|schema|deseriali[sz]|unmarshal|malformed|not well-formed|NumberFormatException|IllegalArgumentException/i;
const SENDERS_CODE = /(^|:)(Client|VersionMismatch|MustUnderstand)(\.|$)/;

/** What a Lagan fault says, its detail's host names and stack traces left out. */
export interface FaultWords {
  /** For an operator: ErrorMessage and AdditionalInfo, else faultstring, else the fault code (contract section 7). */
  readonly message: string;
  /** `ErrorCode`; only a typed fault has one. */
  readonly errorCode: number | undefined;
  /** It holds an `FWTException`: the application, not the machinery, says no. */
  readonly typed: boolean;
  /** All that patterns look at. */
  readonly all: string;
}

export function wordsOf(fault: SoapFault): FaultWords {
  const exception = fault.detail?.children.find((each) => child(each, 'ErrorMessage') ?? child(each, 'ErrorCode'));
  const told = [textOf(exception, 'ErrorMessage'), textOf(exception, 'AdditionalInfo')].filter((text) => text !== undefined);
  const errorCode = integer(textOf(exception, 'ErrorCode'));
  const message =
    told.join(': ') ||
    fault.text ||
    (errorCode === undefined ? fault.code : `error code ${errorCode}`) ||
    'a fault without words';
  return { message, errorCode, typed: exception !== undefined, all: [message, fault.text, nameIn(fault.detail)].join('\n') };
}

/** One client met a `Name` that is in no schema (contract section 7). */
function nameIn(detail: XmlElement | undefined): string {
  return textOf(detail, 'Name') ?? detail?.children.map((each) => textOf(each, 'Name')).find((name) => name !== undefined) ?? '';
}

function integer(text: string | undefined): number | undefined {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * What a fault means (contract section 7); a fault says that the call was not executed.
 * Undefined when it is no answer to the request but a breakdown on the way: an untyped fault that is not about the message.
 */
export function faultError(fault: SoapFault, status: number, rules: LaganFaults): AdapterError | undefined {
  const words = wordsOf(fault);
  const meaning =
    byCode(words.errorCode, rules) ??
    bySecurity(fault, status) ??
    byPattern(words.all, rules) ??
    (words.typed ? 'final' : undefined);
  if (meaning === 'authentication') return new AuthenticationRefused(`the CRM refuses our credentials: ${words.message}`);
  if (meaning === 'transient') return new TransientError(`the CRM can't take it now: ${words.message}`);
  if (meaning === 'final') return new RejectedError(words.message);
  return UNKNOWN_ELEMENT.test(words.all) ? unknownElement(words.message) : invalidMessage(fault, words);
}

type Meaning = 'authentication' | 'transient' | 'final';

function byCode(code: number | undefined, rules: LaganFaults): Meaning | undefined {
  if (code === undefined) return undefined;
  if (rules.authenticationCodes.includes(code)) return 'authentication';
  if (rules.transientCodes.includes(code)) return 'transient';
  return rules.finalCodes.includes(code) ? 'final' : undefined;
}

function bySecurity({ code }: SoapFault, status: number): Meaning | undefined {
  return SECURITY_CODES.test(code) || status === 401 || status === 403 ? 'authentication' : undefined;
}

function byPattern(text: string, rules: LaganFaults): Meaning | undefined {
  const says = (patterns: readonly string[]) => patterns.some((pattern) => new Pattern(pattern, { anyCase: true }).isIn(text));
  if (says(rules.authenticationPatterns)) return 'authentication';
  if (says(rules.transientPatterns)) return 'transient';
  return says(rules.finalPatterns) ? 'final' : undefined;
}

/** Every request would meet it: the site speaks another generation than the settings say. */
function unknownElement(message: string): MisconfiguredError {
  const remedy = NEWER_ELEMENTS.test(message) ? 'set `contract: older`' : "compare the site's WSDL with the settings";
  return new MisconfiguredError(`the CRM does not know an element of ours, ${remedy}: ${message}`);
}

function invalidMessage({ code }: SoapFault, { message, all }: FaultWords): RejectedError | undefined {
  return SENDERS_CODE.test(code) || INVALID_MESSAGE.test(all) ? new RejectedError(message) : undefined;
}
