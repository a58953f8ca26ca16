import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import {
  type AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
} from '../../../src/adapter-kit/errors.js';
import type { HttpAnswer, HttpRequest } from '../../../src/adapter-kit/http.js';
import { HttpFailure, retryAfterMs, silenceOf } from '../../../src/adapter-kit/http-failure.js';
import type { AcmeSettings } from './acme.settings.js';

/** A read can be asked again; a write whose answer is missing may have been done. */
export type Purpose = 'read' | 'write';

export interface AcmeCall {
  readonly method: HttpRequest['method'];
  /** Segments of the path, not yet encoded. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** A file, sent as it is. */
  readonly file?: { readonly contentType: string; readonly bytes: Buffer };
  readonly purpose: Purpose;
}

export type Answer = Readonly<Record<string, unknown>>;

/** Speaks to the CRM; has never heard of Open311. */
export class AcmeClient {
  constructor(private readonly settings: Pick<AcmeSettings, 'baseUrl' | 'token'>) {}

  /** @returns undefined when the CRM has nothing at this address. @throws AdapterError for everything else that is no answer. */
  async call(call: AcmeCall, context: CallContext): Promise<Answer | undefined> {
    const { token } = this.settings;
    context.http.hide(token);
    const request: HttpRequest = {
      method: call.method,
      url: this.url(call.path),
      query: call.query,
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'content-type': call.file?.contentType ?? 'application/json; charset=utf-8',
        'idempotency-key': context.idempotencyKey,
      },
      body: call.file?.bytes ?? (call.json === undefined ? undefined : JSON.stringify(call.json)),
      signal: context.signal,
    };
    const answer = await context.http.request(request).catch((error: unknown) => {
      throw error instanceof HttpFailure ? silenceOf(error, call.purpose) : error;
    });
    return read(answer, call.purpose);
  }

  private url(path: readonly string[]): string {
    return [this.settings.baseUrl.replace(/\/+$/, ''), ...path.map(encodeURIComponent)].join('/');
  }
}

/** The CRM says no with a status, or in the answer to a call that went well. */
function read({ status, headers, text }: HttpAnswer, purpose: Purpose): Answer | undefined {
  const answer = parsed(text);
  const words = typeof answer?.error === 'string' ? answer.error : `HTTP ${status}`;
  if (status === 401 || status === 403) throw new MisconfiguredError(`the CRM refuses our token: ${words}`);
  if (status === 429 || status === 503)
    throw new TransientError(`the CRM is busy: ${words}`, retryAfterMs(headers['retry-after'], new Date()));
  if (status === 404 && answer) return undefined;
  if (status >= 400 && status < 500 && answer) throw new RejectedError(words);
  if (status < 200 || status >= 300 || !answer) throw lost(`HTTP ${status} and no answer of the CRM’s`, purpose);
  if (answer.ok === false) throw new RejectedError(words);
  if (answer.ok !== true) throw lost('an answer that does not say that it was done', purpose);
  return answer;
}

export function lost(what: string, purpose: Purpose): AdapterError {
  return purpose === 'read' ? new TransientError(what) : new OutcomeUnknownError(`it may have been done: ${what}`);
}

/** Undefined for what is no JSON object, such as a proxy's page. */
function parsed(text: string): Answer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
}
