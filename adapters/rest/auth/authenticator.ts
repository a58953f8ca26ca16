import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import type { HttpRequest } from '../../../src/adapter-kit/http.js';
import type { RestAnswer } from '../rest.answer-rules.js';

/** Makes one request. @throws AdapterError when no whole answer came; any status is an answer. */
export type Exchange = (request: HttpRequest) => Promise<RestAnswer>;

/** Says who we are. */
export interface Authenticator {
  /**
   * Makes a request that lacks nothing but our credentials; a second time where they had run out.
   * @throws AdapterError
   */
  send(request: HttpRequest, exchange: Exchange, context: CallContext): Promise<RestAnswer>;
}
