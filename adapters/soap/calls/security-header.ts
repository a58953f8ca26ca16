import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import { WSSE } from '../../../src/adapter-kit/xml/soap.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { EnvelopeVersion, SoapSecurity } from '../settings/message-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';
import { mustUnderstand } from './addressing.js';

const WSU = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
const PROFILE = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0';
const BASE64 = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0#Base64Binary';

/** `wsse:Security` with a UsernameToken (UsernameToken profile 1.0) and, where wanted, a Timestamp. */
export class SecurityHeader {
  private readonly username: TextTemplate;
  private readonly secret: TextTemplate;

  /** @param now for tests. */
  constructor(
    private readonly settings: SoapSecurity,
    private readonly envelope: EnvelopeVersion,
    private readonly now: () => Date = () => new Date(),
  ) {
    this.username = new TextTemplate(settings.username, { variables: VARIABLES });
    this.secret = new TextTemplate(settings.secret, { variables: VARIABLES });
  }

  nodes(values: Values): XmlNode[] {
    const attributes = { 'xmlns:wsse': WSSE, 'xmlns:wsu': WSU, ...mustUnderstand(this.settings.mustUnderstand, this.envelope) };
    return [node('wsse:Security', [this.timestamp(), this.usernameToken(values)], attributes)];
  }

  private usernameToken(values: Values): XmlNode {
    const { password, nonce, created } = this.settings;
    const isDigest = password === 'digest';
    const bytes = isDigest || nonce ? randomBytes(16) : undefined;
    const at = isDigest || created ? this.now().toISOString() : undefined;
    const secret = this.secret.render(values);
    return node('wsse:UsernameToken', [
      node('wsse:Username', this.username.render(values)),
      this.password(isDigest ? digestOf(bytes!, at!, secret) : secret, isDigest),
      bytes && node('wsse:Nonce', bytes.toString('base64'), { EncodingType: BASE64 }),
      at === undefined ? undefined : node('wsu:Created', at),
    ]);
  }

  private password(value: string, isDigest: boolean): XmlNode {
    const type = `${PROFILE}#${isDigest ? 'PasswordDigest' : 'PasswordText'}`;
    return node('wsse:Password', value, isDigest || this.settings.typed ? { Type: type } : {});
  }

  private timestamp(): XmlNode | undefined {
    const { timestampSeconds } = this.settings;
    if (timestampSeconds === undefined) return undefined;
    const created = this.now();
    const expires = new Date(created.getTime() + timestampSeconds * 1000);
    const times = [node('wsu:Created', created.toISOString()), node('wsu:Expires', expires.toISOString())];
    return node('wsu:Timestamp', times, { 'wsu:Id': `TS-${randomUUID()}` });
  }
}

function digestOf(nonce: Buffer, created: string, password: string): string {
  return createHash('sha1').update(nonce).update(created).update(password).digest('base64');
}
