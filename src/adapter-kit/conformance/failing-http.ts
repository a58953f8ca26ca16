import type { CallContext } from '../adapter.js';
import type { HttpClient } from '../http.js';
import { HttpFailure } from '../http-failure.js';

/** Counts the requests of a call, and lets none of them out from `lastAllowed` on, as if the CRM had gone. */
export class FailingHttp {
  sent = 0;

  constructor(private readonly lastAllowed = Infinity) {}

  around<C extends CallContext>(context: C): C {
    return { ...context, http: this.client(context.http) };
  }

  private client(http: HttpClient): HttpClient {
    return {
      request: (request) => {
        this.sent += 1;
        if (this.sent <= this.lastAllowed) return http.request(request);
        return Promise.reject(new HttpFailure('the connection was cut', 'ECONNRESET', true));
      },
      hide: (secret) => http.hide(secret),
      using: (settings) => this.client(http.using(settings)),
    };
  }
}
