import { X509Certificate } from 'node:crypto';
import type { CallbackMessage, MessageIdentity } from '../callback-message.js';
import { CallbackRefused } from '../callback-refused.js';
import type { Networks } from './networks.js';
import type { Proof } from './proof.js';

/**
 * The client's certificate, as a proxy that ended TLS writes it: PEM in URL encoding (nginx's `$ssl_client_escaped_cert`) or DER in base64 between
 * colons (RFC 9440). The proxy saw that the client has its key; here it must be one that is listed, and still valid.
 */
export class CertificateProof implements Proof {
  private readonly name: string;
  private readonly fingerprints: ReadonlySet<string>;

  /** @param proxies only these are believed: anybody can write a header. */
  constructor(
    header: string,
    fingerprints: readonly string[],
    private readonly proxies: Networks,
  ) {
    this.name = header.toLowerCase();
    this.fingerprints = new Set(fingerprints.map(bare));
  }

  check({ headers, peer }: CallbackMessage): MessageIdentity {
    const given = headers[this.name];
    if (!this.proxies.has(peer) || typeof given !== 'string' || given === '')
      throw new CallbackRefused('unsigned', 'a client certificate is needed');
    const certificate = read(given);
    const now = Date.now();
    const isValid = certificate && Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
    if (!isValid || !this.fingerprints.has(bare(certificate.fingerprint256)))
      throw new CallbackRefused('wrong_credentials', 'the client certificate is not one that is taken here, or has expired');
    return {};
  }
}

function bare(fingerprint: string): string {
  return fingerprint.replaceAll(':', '').toLowerCase();
}

function read(header: string): X509Certificate | undefined {
  try {
    const [, der] = /^:([A-Za-z0-9+/=]+):$/.exec(header) ?? [];
    return new X509Certificate(der === undefined ? decodeURIComponent(header) : Buffer.from(der, 'base64'));
  } catch {
    return undefined;
  }
}
