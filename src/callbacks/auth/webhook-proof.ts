import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import type { CallbackMessage, MessageIdentity } from '../callback-message.js';
import { CallbackRefused } from '../callback-refused.js';
import type { Proof } from './proof.js';

const LONGEST_ID = 500;

/** Signed as Standard Webhooks says (github.com/standard-webhooks/standard-webhooks), with one of our secrets and within the tolerance. */
export class WebhookProof implements Proof {
  private readonly signers: readonly Webhook[];

  constructor(
    secrets: readonly string[],
    private readonly toleranceSeconds: number,
  ) {
    this.signers = secrets.map((secret) => new Webhook(secret));
  }

  check({ headers, body }: CallbackMessage): MessageIdentity {
    const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
    const [id, timestamp, signature] = names.map((name) => headers[name]);
    if (typeof id !== 'string' || typeof timestamp !== 'string' || typeof signature !== 'string' || id === '')
      throw new CallbackRefused('unsigned', `the headers ${names.join(', ')} are needed`);
    if (id.length > LONGEST_ID) throw new CallbackRefused('unsigned', `webhook-id has more than ${LONGEST_ID} characters`);
    const signedAt = this.momentOf(timestamp);
    const signed = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature };
    if (!this.signers.some((signer) => isSignedBy(signer, body, signed)))
      throw new CallbackRefused('wrong_signature', 'webhook-signature is not that of this message with our secret');
    return { id, signedAt };
  }

  private momentOf(timestamp: string): Date {
    const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : NaN;
    if (Number.isNaN(seconds)) throw new CallbackRefused('unsigned', 'webhook-timestamp must be whole seconds since 1970');
    if (Math.abs(Date.now() / 1000 - seconds) > this.toleranceSeconds)
      throw new CallbackRefused('out_of_time', `webhook-timestamp is more than ${this.toleranceSeconds} s from our time`);
    return new Date(seconds * 1000);
  }
}

function isSignedBy(signer: Webhook, body: Buffer, headers: Record<string, string>): boolean {
  try {
    signer.verify(body, headers, { jsonParse: false });
    return true;
  } catch (error) {
    if (error instanceof WebhookVerificationError) return false;
    throw error;
  }
}
