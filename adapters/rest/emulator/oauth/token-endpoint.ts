import type { EmulatedAnswer, EmulatedCrm, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { json } from '../json-answers.js';

export const OAUTH_CLIENT = { clientId: 'open311', clientSecret: 'oauth-emulator-secret' };
export const TOKEN_PATH = '/oauth/token';

const LASTS_SECONDS = 3600;

/** Gives tokens to those who know the client's secret (RFC 6749, 4.4), in front of a CRM that takes them. */
export class TokenEndpoint implements EmulatedCrm {
  /** @param token what the CRM takes. */
  constructor(
    private readonly crm: EmulatedCrm,
    private readonly token: string,
  ) {}

  /** `token`, or as the CRM says. */
  operationOf(request: EmulatedRequest): string {
    return request.path === TOKEN_PATH ? 'token' : this.crm.operationOf(request);
  }

  answer(request: EmulatedRequest, op: string): EmulatedAnswer | Promise<EmulatedAnswer> {
    return op === 'token' ? this.give(request) : this.crm.answer(request, op);
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit', op: string): EmulatedAnswer {
    if (op !== 'token') return this.crm.failure(mode, op);
    return mode === 'ratelimit' ? json(429, { error: 'slow_down' }) : refused(401, 'invalid_client');
  }

  private give({ method, headers, body }: EmulatedRequest): EmulatedAnswer {
    const { clientId, clientSecret } = OAUTH_CLIENT;
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    if (method !== 'POST' || headers.authorization !== basic) return refused(401, 'invalid_client');
    if (new URLSearchParams(body.toString()).get('grant_type') !== 'client_credentials')
      return refused(400, 'unsupported_grant_type');
    return json(200, { access_token: this.token, token_type: 'Bearer', expires_in: LASTS_SECONDS });
  }
}

function refused(status: number, code: string): EmulatedAnswer {
  return json(status, { error: code });
}
