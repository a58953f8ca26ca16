import { randomUUID } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

/** How callbacks go out: at once; each twice; one after the one that came later; not before they are released. */
export const CALLBACK_MANNERS = ['prompt', 'duplicate', 'reordered', 'late'] as const;
export type CallbackManner = (typeof CALLBACK_MANNERS)[number];

export interface CallbackAddress {
  readonly url: string;
  /** Of Standard Webhooks (`whsec_` and base64), or with `header` any text. */
  readonly secret: string;
  /** Present: the secret itself goes there, and nothing is signed. */
  readonly header?: string;
  readonly manner: CallbackManner;
}

/** In the CRM's own words. */
export interface CallbackMessage {
  readonly contentType: string;
  readonly body: string;
}

/** One try. A message that goes out twice has the same id twice. */
export interface SentCallback {
  readonly id: string;
  /** What came back: the status, or why there is none. */
  readonly answer: number | string;
}

type Addressed = CallbackMessage & { readonly id: string };

const PATIENCE_MS = 10_000;
const SECOND_MS = 1_000;

/** Tells somebody of what changes in a stand-in: one message after another, each tried once. */
export class CallbackSender {
  private address?: CallbackAddress;
  private held: Addressed[] = [];
  private tries: SentCallback[] = [];
  private sending: Promise<void> = Promise.resolve();

  /** @throws Error for a secret that can't sign. */
  begin(address: CallbackAddress): void {
    if (address.header === undefined) new Webhook(address.secret);
    this.address = address;
  }

  /** Forgets the address, what was sent and what was held. */
  stop(): void {
    this.address = undefined;
    this.held = [];
    this.tries = [];
  }

  get sent(): readonly SentCallback[] {
    return this.tries;
  }

  tell(message: CallbackMessage): void {
    if (!this.address) return;
    const addressed = { ...message, id: `msg_${randomUUID()}` };
    const { manner } = this.address;
    if (manner === 'late' || (manner === 'reordered' && this.held.length === 0)) this.held.push(addressed);
    else if (manner === 'duplicate') this.queue([addressed, addressed]);
    else this.queue([addressed, ...this.held.splice(0)]);
  }

  /** @returns once all that was held has been tried. */
  async release(): Promise<void> {
    this.queue(this.held.splice(0));
    await this.sending;
  }

  private queue(messages: readonly Addressed[]): void {
    const { address } = this;
    if (!address) return;
    for (const message of messages) this.sending = this.sending.then(() => this.send(message, address));
  }

  private async send(message: Addressed, address: CallbackAddress): Promise<void> {
    const headers = { 'content-type': message.contentType, ...this.proof(message, address) };
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const answer = await fetch(address.url, { method: 'POST', headers, body: message.body, signal }).then(
      ({ status }) => status,
      (error: Error) => error.message,
    );
    this.tries.push({ id: message.id, answer });
  }

  /** Another try has another time, and the times are whole seconds: a message with the same id and time is one that somebody recorded. */
  private proof({ id, body }: Addressed, { secret, header }: CallbackAddress): Record<string, string> {
    if (header !== undefined) return { [header]: secret };
    const earlier = this.tries.filter((each) => each.id === id).length;
    const at = new Date(Date.now() + earlier * SECOND_MS);
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(at.getTime() / SECOND_MS)),
      'webhook-signature': new Webhook(secret).sign(id, at, body),
    };
  }
}
