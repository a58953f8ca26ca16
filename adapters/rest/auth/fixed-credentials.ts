import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import type { HttpRequest } from '../../../src/adapter-kit/http.js';
import type { RestAnswer } from '../rest.answer-rules.js';
import type { RestAuth } from '../settings/auth-settings.js';
import type { Authenticator, Exchange } from './authenticator.js';
import { withQuery } from './with-query.js';

/** Credentials that stand in the settings, sent as they are. */
export class FixedCredentials implements Authenticator {
  constructor(private readonly settings: RestAuth) {}

  send(request: HttpRequest, exchange: Exchange, { http }: CallContext): Promise<RestAnswer> {
    const { password, token, value } = this.settings;
    for (const secret of [password, token, value]) if (secret !== undefined) http.hide(secret);
    return exchange(this.dressed(request));
  }

  private dressed(request: HttpRequest): HttpRequest {
    const { kind, username, password, token, header, query, value } = this.settings;
    if (kind === 'basic') return { ...request, basic: { username: username!, password: password! } };
    if (kind === 'bearer') return { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } };
    if (kind !== 'apiKey') return request;
    return query === undefined
      ? { ...request, headers: { ...request.headers, [header!.toLowerCase()]: value! } }
      : { ...request, url: withQuery(request.url, query, value!) };
  }
}
