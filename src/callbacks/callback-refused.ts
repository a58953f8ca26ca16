/** Why a message was not taken: a closed set, which metrics count by. */
export const REFUSALS = {
  unsigned: 401,
  wrong_signature: 401,
  out_of_time: 401,
  replayed: 401,
  wrong_credentials: 401,
  wrong_address: 403,
  plain_http: 403,
  unreadable: 400,
  too_large: 413,
  too_many: 429,
} as const;
export type Refusal = keyof typeof REFUSALS;

/** A message that is not kept. Its text tells the CRM's people what to put right, and nothing of our secrets. */
export class CallbackRefused extends Error {
  override readonly name = 'CallbackRefused';

  constructor(
    readonly refusal: Refusal,
    message: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }

  get status(): number {
    return REFUSALS[this.refusal];
  }
}
