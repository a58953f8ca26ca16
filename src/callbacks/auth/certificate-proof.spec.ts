import { X509Certificate } from 'node:crypto';
import { TestAuthority } from '../../../test/support/certificates.js';
import { CERTIFICATE as EXPIRED } from '../../../test/support/short-lived-certificate.js';
import { CallbackRefused } from '../callback-refused.js';
import { CertificateProof } from './certificate-proof.js';
import { Networks } from './networks.js';

const PROXY = '10.0.0.5';
const authority = TestAuthority.make();
const ours = authority.sign({ name: 'crm' }).certificate;
const other = authority.sign({ name: 'somebody' }).certificate;
const fingerprint = (pem: string) => new X509Certificate(pem).fingerprint256;
const asNginx = (pem: string) => encodeURIComponent(pem);
const asRfc9440 = (pem: string) => `:${new X509Certificate(pem).raw.toString('base64')}:`;

const proof = new CertificateProof('Client-Cert', [fingerprint(ours), fingerprint(EXPIRED)], new Networks(['10.0.0.0/8']));

it.each([
  ['as nginx writes it', asNginx(ours), PROXY, 'let in'],
  ['as RFC 9440 says', asRfc9440(ours), PROXY, 'let in'],
  ['from a proxy by its IPv4 address inside an IPv6 one', asNginx(ours), '::ffff:10.0.0.5', 'let in'],
  ['that is another', asNginx(other), PROXY, 'wrong_credentials'],
  ['that has expired', asNginx(EXPIRED), PROXY, 'wrong_credentials'],
  ['that can not be read', '%zz', PROXY, 'wrong_credentials'],
  ['written by somebody who is no proxy of ours', asNginx(ours), '198.51.100.7', 'unsigned'],
  ['that is missing', '', PROXY, 'unsigned'],
])('a certificate %s', (_what, header, peer, expected) => {
  const check = () => proof.check({ headers: { 'client-cert': header }, query: '', body: Buffer.alloc(0), address: peer, peer });
  const verdict = () => {
    try {
      check();
      return 'let in';
    } catch (error) {
      return (error as CallbackRefused).refusal;
    }
  };
  expect(verdict()).toBe(expected);
});
