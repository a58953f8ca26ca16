import type { CallbackAuthSettings, CallbackSettings } from '../../settings/jurisdiction-settings.js';
import type { CallbackMessage, MessageIdentity } from '../callback-message.js';
import { CallbackRefused } from '../callback-refused.js';
import { CertificateProof } from './certificate-proof.js';
import { Networks } from './networks.js';
import type { Proof } from './proof.js';
import { BasicProof, HeaderProof } from './secret-proofs.js';
import { WebhookProof } from './webhook-proof.js';

/** Lets in what comes from an address that is listed and proves where it comes from. */
export class Gatekeeper {
  private readonly addresses: Networks;
  private readonly proof: Proof;

  constructor({ auth, addresses }: Pick<CallbackSettings, 'auth' | 'addresses'>, proxies: readonly string[]) {
    this.addresses = new Networks(addresses);
    this.proof = proofOf(auth, new Networks(proxies));
  }

  /** @throws CallbackRefused */
  check(message: CallbackMessage): MessageIdentity {
    if (!this.addresses.isEmpty && !this.addresses.has(message.address))
      throw new CallbackRefused('wrong_address', 'this address is not one that messages are taken from');
    return this.proof.check(message);
  }
}

const NO_PROOF: Proof = { check: () => ({}) };

function proofOf(auth: CallbackAuthSettings, proxies: Networks): Proof {
  switch (auth.kind) {
    case 'webhook':
      return new WebhookProof(auth.secrets, auth.toleranceSeconds);
    case 'basic':
      return new BasicProof(auth.username, auth.passwords);
    case 'header':
      return new HeaderProof(auth.header, auth.secrets);
    case 'certificate':
      return new CertificateProof(auth.header, auth.fingerprints, proxies);
    case 'addresses':
      return NO_PROOF;
  }
}
