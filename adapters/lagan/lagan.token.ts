import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { TransientError } from '../../src/adapter-kit/errors.js';

/** The site's token, for a short time: its real lifetime is unknown (contract section 5). Calls that wait share one log-in. */
export class TokenKeeper {
  private current: { readonly token: Promise<string>; readonly until: number } | undefined;

  /** @param nowMs a monotonic clock. */
  constructor(
    private readonly logIn: (context: CallContext) => Promise<string>,
    private readonly ttlMs: number,
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  /** @throws AdapterError when the log-in fails; it is never an unknown outcome. */
  async get(context: CallContext): Promise<string> {
    const now = this.nowMs();
    if (!this.current || now >= this.current.until) this.renew(context, now);
    const token = await beforeAbort(this.current!.token, context.signal);
    context.http.hide(token);
    return token;
  }

  /** The next call logs in again, unless another has done so meanwhile. */
  async drop(refused: string): Promise<void> {
    const held = this.current;
    if (held && (await held.token.catch(() => undefined)) === refused && this.current === held) this.current = undefined;
  }

  private renew(context: CallContext, now: number): void {
    const token = this.logIn(context);
    const held = { token, until: now + this.ttlMs };
    this.current = held;
    token.catch(() => {
      if (this.current === held) this.current = undefined;
    });
  }
}

/** Somebody else's log-in may outlast this call. */
function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new TransientError('the call ended while it waited for a token'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
