import { createSecureContext, type ConnectionOptions } from 'node:tls';
import { createPrivateKey, X509Certificate } from 'node:crypto';
import { IsIn, IsNotEmpty, IsOptional, IsString, ValidateBy, ValidateIf } from 'class-validator';
import { Description } from '../settings-shape.js';

const PEM = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
const hasKeyPair = ({ certificate, key }: HttpTls) => certificate !== undefined || key !== undefined;

/**
 * Certificates. There is no way to leave the CRM's unverified: one that nobody signed is named in `ca` itself, and one for another name is asked
 * for by `serverName`.
 */
export class HttpTls {
  @Description("PEM: who may vouch for the CRM, instead of the public authorities; the CRM's own certificate will do.")
  @IsOptional()
  @IsCertificates()
  ca?: string;
  @Description('PEM: our certificate, with those between it and its authority.')
  @ValidateIf(hasKeyPair)
  @IsCertificates()
  certificate?: string;
  @Description('PEM: the key of certificate.') @ValidateIf(hasKeyPair) @IsString() @OpensIdentity() key?: string;
  @Description('PKCS #12 in base64: certificate and key in one.') @IsOptional() @IsString() @OpensIdentity() pfx?: string;
  @Description('Opens key or pfx.') @IsOptional() @IsString() passphrase?: string;
  @Description('Oldest version of TLS that we speak.') @IsIn(['TLSv1.2', 'TLSv1.3']) minVersion: 'TLSv1.2' | 'TLSv1.3' =
    'TLSv1.2';
  @Description("The name in the CRM's certificate, where it isn't the host of the address.")
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  serverName?: string;
}

/** What Node's TLS is told. */
export function tlsOptions({ ca, certificate, key, pfx, passphrase, minVersion, serverName }: HttpTls): ConnectionOptions {
  return {
    minVersion,
    // An authority that is not at the top of its chain is trusted too where somebody named it.
    ...(ca && { ca: ca.match(PEM)?.slice(), allowPartialTrustChain: true }),
    ...(certificate && { cert: certificate }),
    ...(key && { key }),
    ...(pfx && { pfx: Buffer.from(pfx, 'base64') }),
    ...(passphrase !== undefined && { passphrase }),
    ...(serverName && { servername: serverName }),
  };
}

function IsCertificates(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && areCertificates(value);
  return rule('isCertificates', validate, () => 'must hold certificates in PEM (-----BEGIN CERTIFICATE-----)');
}

/** Certificate, key and passphrase belong together. */
function OpensIdentity(): PropertyDecorator {
  const validate = (_value: unknown, tls: HttpTls) => identityMistake(tls) === undefined;
  return rule('opensIdentity', validate, (tls) => `does not open: ${identityMistake(tls)}`);
}

function areCertificates(text: string): boolean {
  const found = text.match(PEM) ?? [];
  try {
    return found.map((pem) => new X509Certificate(pem)).length > 0;
  } catch {
    return false;
  }
}

function identityMistake(tls: HttpTls): string | undefined {
  const { certificate, key, pfx } = tls;
  if (pfx !== undefined && (certificate !== undefined || key !== undefined)) return 'give pfx, or certificate and key, not both';
  try {
    createSecureContext(tlsOptions({ ...tls, ca: undefined, serverName: undefined }));
    return isPair(tls) ? undefined : 'it is not the key of certificate';
  } catch (error) {
    const { reason, message } = error as Error & { reason?: string };
    return `certificate, key and passphrase do not fit (${reason ?? message})`;
  }
}

/** OpenSSL takes a key of another kind than the certificate's without a word. */
function isPair({ certificate, key, passphrase }: HttpTls): boolean {
  return !certificate || !key || new X509Certificate(certificate).checkPrivateKey(createPrivateKey({ key, passphrase }));
}

function rule(
  name: string,
  validate: (value: unknown, tls: HttpTls) => boolean,
  reason: (tls: HttpTls) => string,
): PropertyDecorator {
  return ValidateBy({
    name,
    validator: {
      validate: (value, given) => validate(value, given?.object as HttpTls),
      defaultMessage: (given) => `${given?.property} ${reason(given?.object as HttpTls)}`,
    },
  });
}
