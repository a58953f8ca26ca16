import { createSign, generateKeyPairSync } from 'node:crypto';
import forge from 'node-forge';

export interface Identity {
  /** PEM. */
  readonly certificate: string;
  /** PEM. */
  readonly key: string;
}

export interface CertificateOptions {
  readonly name?: string;
  /** Names and addresses it is for. */
  readonly hosts?: readonly string[];
  readonly validFrom?: Date;
  readonly validTo?: Date;
}

const DAY = 86_400_000;
let leafKeys: ReturnType<typeof keyPair> | undefined;

/** An authority of a test's own, and what it signs. */
export class TestAuthority {
  private serial = 1;
  /** Making keys takes long, and one serves for all that is no authority. */
  private readonly keys = (leafKeys ??= keyPair());

  private constructor(
    private readonly own: { readonly key: string; readonly publicKey: string },
    readonly certificate: string,
  ) {}

  static make(name = 'Test Authority'): TestAuthority {
    const own = keyPair();
    const certificate = forge.pki.createCertificate();
    fill(certificate, own.publicKey, { name });
    certificate.setIssuer([{ name: 'commonName', value: name }]);
    certificate.setExtensions([
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ]);
    return new TestAuthority(own, signed(certificate, own.key));
  }

  /** For 127.0.0.1 and localhost unless told otherwise. */
  sign({ hosts = ['127.0.0.1', 'localhost'], ...options }: CertificateOptions = {}): Identity {
    const certificate = forge.pki.createCertificate();
    fill(certificate, this.keys.publicKey, options, (this.serial += 1));
    certificate.setIssuer(forge.pki.certificateFromPem(this.certificate).subject.attributes);
    const altNames = hosts.map((host) => (/^[\d.]+$/.test(host) ? { type: 7, ip: host } : { type: 2, value: host }));
    certificate.setExtensions([
      { name: 'basicConstraints', cA: false },
      { name: 'subjectAltName', altNames },
    ]);
    return { certificate: signed(certificate, this.own.key), key: this.keys.key };
  }
}

/** PKCS #12 in base64. */
export function toPfx({ certificate, key }: Identity, passphrase: string): string {
  const asn1 = forge.pkcs12.toPkcs12Asn1(
    forge.pki.privateKeyFromPem(key) as forge.pki.rsa.PrivateKey,
    [forge.pki.certificateFromPem(certificate)],
    passphrase,
    { algorithm: 'aes256' },
  );
  return forge.util.encode64(forge.asn1.toDer(asn1).getBytes());
}

function keyPair(): { readonly key: string; readonly publicKey: string } {
  const pair = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return { key: pair.privateKey, publicKey: pair.publicKey };
}

function fill(certificate: forge.pki.Certificate, publicKey: string, options: CertificateOptions, serial = 1): void {
  const { name = 'crm', validFrom = new Date(Date.now() - DAY), validTo = new Date(Date.now() + DAY) } = options;
  certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
  certificate.serialNumber = serial.toString(16).padStart(2, '0');
  certificate.validity.notBefore = validFrom;
  certificate.validity.notAfter = validTo;
  certificate.setSubject([{ name: 'commonName', value: name }]);
}

/** Node signs in a tenth of the library's time. */
function signed(certificate: forge.pki.Certificate, key: string): string {
  const signer = { sign: () => createSign('sha256').update(tbs(certificate)).sign(key, 'binary') };
  certificate.sign(signer as unknown as forge.pki.rsa.PrivateKey, forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}

function tbs(certificate: forge.pki.Certificate): Buffer {
  return Buffer.from(
    forge.asn1.toDer((certificate as forge.pki.Certificate & { tbsCertificate: forge.asn1.Asn1 }).tbsCertificate).getBytes(),
    'binary',
  );
}
