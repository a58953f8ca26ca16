import type { IncomingHttpHeaders } from 'node:http';

/** A message as it came, before anybody believed it. */
export interface CallbackMessage {
  readonly headers: IncomingHttpHeaders;
  /** Without the question mark. */
  readonly query: string;
  readonly body: Buffer;
  /** Of whoever sent it; behind trusted proxies, as they say. */
  readonly address: string;
  /** Of whoever speaks to us: the last proxy, where there is one. */
  readonly peer: string;
}

/** What a message that proved itself says of itself. */
export interface MessageIdentity {
  /** Unique among the messages of its connection; absent: nothing tells it from another. */
  readonly id?: string;
  /** When this very attempt at sending it was signed. */
  readonly signedAt?: Date;
}
