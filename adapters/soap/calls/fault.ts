import { child, textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';

/** Fault codes of WS-Security 1.0, section 12. */
const SECURITY_CODES =
  /(^|[:.])(FailedAuthentication|FailedCheck|InvalidSecurity|InvalidSecurityToken|SecurityTokenUnavailable|UnsupportedSecurityToken)$/;
/** The message itself is wrong: SOAP 1.1 section 4.4.1, SOAP 1.2 section 5.4.6. */
const SENDERS_CODES = /(^|:)(Client|Sender|VersionMismatch|MustUnderstand|DataEncodingUnknown)(\.|$)/;

/** Code of a fault of either version, the innermost one in 1.2; with its prefix, as sent. */
export function faultCode(fault: XmlElement): string | undefined {
  return codesOf(fault).at(-1);
}

/** Text of a fault of either version. Its detail may hold host names and stack traces: only paths of the settings lead there. */
export function faultText(fault: XmlElement): string | undefined {
  return textOf(fault, 'faultstring') ?? textOf(fault, 'Reason', 'Text');
}

export function blamesCredentials(fault: XmlElement): boolean {
  return codesOf(fault).some((code) => SECURITY_CODES.test(code));
}

export function blamesMessage(fault: XmlElement): boolean {
  return codesOf(fault).some((code) => SENDERS_CODES.test(code));
}

function codesOf(fault: XmlElement): string[] {
  const first = textOf(fault, 'faultcode');
  if (first !== undefined) return [first];
  const codes: string[] = [];
  for (let code = child(fault, 'Code'); code; code = child(code, 'Subcode')) codes.push(textOf(code, 'Value') ?? '');
  return codes.filter((code) => code !== '');
}
