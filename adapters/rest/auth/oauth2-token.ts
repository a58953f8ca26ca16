import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import type { HttpRequest } from '../../../src/adapter-kit/http.js';
import type { Pass } from '../../../src/adapter-kit/http/held-pass.js';
import { requestToken } from '../../../src/adapter-kit/http/token-request.js';
import type { RestOAuth2 } from '../settings/oauth2-settings.js';
import type { Exchange } from './authenticator.js';
import { jwtAssertion } from './jwt-assertion.js';
import type { PassSource } from './renewed-pass.js';

type Fields = Record<string, string | undefined>;

/** RFC 7523, 2.1. */
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
/** Off the time that a token lasts, so that none ends on its way; never more than half of it. */
const EARLY_SECONDS = 30;

/** An access token, asked for in one of four ways (RFC 6749, RFC 7523). */
export class OAuth2Token implements PassSource<string> {
  readonly section = 'auth.oauth2';
  /** The newest there is: some servers give a new one with each token, and take the old one no more. */
  private refreshToken?: string;

  constructor(private readonly settings: RestOAuth2) {
    this.refreshToken = settings.refreshToken;
  }

  async ask(_exchange: Exchange, context: CallContext): Promise<Pass<string>> {
    const { clientSecret, password, clientId, clientAuth, tokenUrl, keepSeconds } = this.settings;
    for (const secret of [clientSecret, password, this.refreshToken]) if (secret !== undefined) context.http.hide(secret);
    const basic = clientAuth === 'basic' ? { username: clientId!, password: clientSecret ?? '' } : undefined;
    const issued = await requestToken({ url: tokenUrl, section: this.section, basic, form: await this.form() }, context);
    this.follow(issued.refreshToken, context);
    const seconds = issued.lastsSeconds ?? keepSeconds;
    return { value: issued.token, lastsMs: (seconds - Math.min(EARLY_SECONDS, seconds / 2)) * 1000 };
  }

  dressed(request: HttpRequest, token: string): HttpRequest {
    return { ...request, headers: { ...request.headers, authorization: `${this.settings.scheme} ${token}` } };
  }

  secretsOf(token: string): readonly string[] {
    return [token];
  }

  private async form(): Promise<Fields> {
    const { scope, audience, extra, clientAuth, clientId, clientSecret } = this.settings;
    const client = clientAuth === 'form' ? { client_id: clientId, client_secret: clientSecret } : {};
    return { ...(await this.grant()), ...client, scope, audience, ...extra };
  }

  private async grant(): Promise<Fields> {
    const { grant, username, password, jwt } = this.settings;
    switch (grant) {
      case 'clientCredentials':
        return { grant_type: 'client_credentials' };
      case 'password':
        return { grant_type: 'password', username, password };
      case 'refreshToken':
        return { grant_type: 'refresh_token', refresh_token: this.refreshToken };
      case 'jwtBearer':
        return { grant_type: JWT_BEARER, assertion: await jwtAssertion(jwt!) };
    }
  }

  private follow(refreshToken: string | undefined, { logger }: CallContext): void {
    if (this.settings.grant !== 'refreshToken' || refreshToken === undefined || refreshToken === this.refreshToken) return;
    this.refreshToken = refreshToken;
    logger.warn(
      { section: this.section },
      'the server gave a new refresh token, which is known to this process alone: use another grant, or have it not rotated',
    );
  }
}
