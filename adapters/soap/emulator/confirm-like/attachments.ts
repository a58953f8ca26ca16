import { randomBytes } from 'node:crypto';
import type { EmulatedAnswer, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { describeFile, type Ledger } from '../../../../src/adapter-kit/emulator/ledger.js';
import { CONFIRM_CREDENTIALS } from './credentials.js';

const TOKEN_SECONDS = 600;

export const FILE_OPERATIONS: readonly string[] = ['token', 'attach', 'listFiles'];

/** One of `FILE_OPERATIONS`. */
export function attached({ path, method }: EmulatedRequest): string {
  if (path === '/files/token') return 'token';
  return method === 'POST' ? 'attach' : 'listFiles';
}

/**
 * The file service beside the SOAP one: `POST /files/token` (OAuth 2 client credentials), then `POST /files/enquiries/{number}?name=` with the
 * bytes as the body; `GET` of the same address lists names.
 */
export class AttachmentShelf {
  private readonly tokens = new Set<string>();

  constructor(private readonly ledger: Ledger) {}

  answer(request: EmulatedRequest): EmulatedAnswer {
    if (request.path === '/files/token') return this.token(request);
    const [, bearer = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (!this.tokens.has(bearer)) return json(401, { error: 'invalid_token' });
    const [, ref = ''] = /^\/files\/enquiries\/([^/]+)$/.exec(request.path) ?? [];
    const found = this.ledger.get(decodeURIComponent(ref));
    if (!found) return json(404, { error: `there is no enquiry ${ref}` });
    if (request.method === 'GET') return json(200, { files: found.files });
    const name = request.query.get('name');
    if (!name) return json(422, { error: 'name is missing' });
    this.ledger.addFile(found.ref, describeFile(name, request.headers['content-type'] ?? '', request.body));
    return json(201, { name });
  }

  private token({ body, headers }: EmulatedRequest): EmulatedAnswer {
    const form = new URLSearchParams(body.toString());
    const { clientId, clientSecret } = CONFIRM_CREDENTIALS;
    const basic = `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    const known =
      headers.authorization === basic || (form.get('client_id') === clientId && form.get('client_secret') === clientSecret);
    if (form.get('grant_type') !== 'client_credentials' || !known) return json(401, { error: 'invalid_client' });
    const token = randomBytes(24).toString('base64url');
    this.tokens.add(token);
    return json(200, { access_token: token, token_type: 'Bearer', expires_in: TOKEN_SECONDS });
  }
}

/** How the file service says no. */
export function fileFailure(mode: 'fault' | 'auth' | 'ratelimit', words: string): EmulatedAnswer {
  if (mode === 'auth') return json(401, { error: 'invalid_token' });
  return mode === 'fault' ? json(422, { error: words }) : json(429, { error: 'too many calls' }, { 'retry-after': '30' });
}

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): EmulatedAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}
