import type { CallContext } from '../adapter.js';
import { MisconfiguredError, TransientError } from '../errors.js';
import { HttpFailure, retryAfterMs, silenceOf } from '../http-failure.js';
import type { HttpAnswer, HttpRequest } from './http-client.js';

/** A token of OAuth 2 is asked for (RFC 6749, 4.3 to 6; RFC 7523). */
export interface TokenRequest {
  readonly url: string;
  /** The fields of the form; those without a value are left out. */
  readonly form: Readonly<Record<string, string | undefined>>;
  /** Who we are, where it goes into the Authorization header. */
  readonly basic?: HttpRequest['basic'];
  /** Where in the settings all this stands, for errors. */
  readonly section: string;
}

export interface IssuedToken {
  readonly token: string;
  /** From now on; absent where the answer does not say. */
  readonly lastsSeconds?: number;
  readonly refreshToken?: string;
}

/** The server says that it does not process this now, whoever asks. */
const NOT_NOW = [408, 425, 429];
/** Codes of RFC 6749 that are not about us. */
const SERVERS_OWN = ['server_error', 'temporarily_unavailable'];

/** @throws TransientError where the server can't be reached or is out of order, MisconfiguredError where it refuses us. */
export async function requestToken(request: TokenRequest, { http, signal }: CallContext): Promise<IssuedToken> {
  const given = Object.entries(request.form).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const answer = await http
    .request({
      method: 'POST',
      url: request.url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams(given).toString(),
      basic: request.basic,
      secretAnswer: true,
      signal,
    })
    .catch((error: unknown) => {
      throw error instanceof HttpFailure ? silenceOf(error, 'read') : error;
    });
  const issued = issuedIn(answer, request.section);
  http.hide(issued.token);
  if (issued.refreshToken !== undefined) http.hide(issued.refreshToken);
  return issued;
}

function issuedIn({ status, headers, text }: HttpAnswer, section: string): IssuedToken {
  const said = parsed(text);
  const code = textIn(said, 'error');
  const words = [code, textIn(said, 'error_description')].filter(Boolean).join(', ').slice(0, 300);
  const told = `${section}: HTTP ${status}${words && `: ${words}`}`;
  if (status >= 500 || NOT_NOW.includes(status) || SERVERS_OWN.includes(code ?? ''))
    throw new TransientError(told, retryAfterMs(headers['retry-after'], new Date()));
  const token = textIn(said, 'access_token');
  if (status !== 200 || token === undefined)
    throw new MisconfiguredError(`${told}; no token: look at its address, the client and what it may do`);
  const lasts = Number(said['expires_in']);
  return {
    token,
    refreshToken: textIn(said, 'refresh_token'),
    ...(Number.isFinite(lasts) && lasts > 0 && { lastsSeconds: lasts }),
  };
}

function textIn(said: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = said[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
