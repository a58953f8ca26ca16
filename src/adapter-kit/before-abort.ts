import { TransientError } from './errors.js';

/** Waits for what may outlast this call. @throws TransientError as soon as nobody waits any more. */
export function beforeAbort<T>(promise: Promise<T>, signal: AbortSignal, awaited: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(new TransientError(`the call ended while it waited for ${awaited}`));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
