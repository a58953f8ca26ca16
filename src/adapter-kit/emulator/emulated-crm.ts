import type { IncomingHttpHeaders } from 'node:http';
import type { CallbackMessage } from './callback-sender.js';
import type { LedgerCase } from './ledger.js';

export interface EmulatedRequest {
  readonly method: string;
  /** Path without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface EmulatedAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A text goes out in UTF-8. */
  readonly body: string | Buffer;
}

/** What one kind of CRM adds to the common server. */
export interface EmulatedCrm {
  /** The word by which `op=` names this call. */
  operationOf(request: EmulatedRequest): string;
  answer(request: EmulatedRequest, op: string): EmulatedAnswer | Promise<EmulatedAnswer>;
  /** How this CRM says no to a call: a fault inside a normal answer, bad credentials, too many calls. */
  failure(mode: 'fault' | 'auth' | 'ratelimit', op: string): EmulatedAnswer;
  /** How this CRM tells by itself that a case changed, in what the adapter's `receiveCallback` reads. Absent: it tells nobody. */
  callback?(after: LedgerCase, before: LedgerCase): CallbackMessage;
}
