import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import type { HttpRequest } from '../../../src/adapter-kit/http.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { RestAnswer } from '../rest.answer-rules.js';
import type { RestHmac } from '../settings/hmac-settings.js';
import type { Authenticator, Exchange } from './authenticator.js';

/** Stands for the body until its bytes do: it may be no text. */
const BODY = `body-${randomUUID()}`;
const MOMENTS: Readonly<Record<RestHmac['timestamp'], (now: Date) => string>> = {
  iso: (now) => now.toISOString(),
  unix: (now) => String(Math.floor(now.getTime() / 1000)),
  unixMs: (now) => String(now.getTime()),
};

/** Signs each request with a secret that both sides know (RFC 2104). */
export class HmacSigner implements Authenticator {
  private readonly canonical: TextTemplate;
  private readonly headers: readonly (readonly [string, TextTemplate])[];
  private readonly key: Buffer;

  constructor(private readonly settings: RestHmac) {
    this.canonical = new TextTemplate(settings.canonical);
    this.headers = Object.entries(settings.headers).map(([name, source]) => [name.toLowerCase(), new TextTemplate(source)]);
    this.key = Buffer.from(settings.secret, settings.secretEncoding);
  }

  send(request: HttpRequest, exchange: Exchange, { http }: CallContext): Promise<RestAnswer> {
    http.hide(this.settings.secret);
    return exchange(this.signed(request));
  }

  private signed(request: HttpRequest): HttpRequest {
    const { algorithm, encoding, timestamp } = this.settings;
    const { pathname, search, host } = new URL(request.url);
    const body = Buffer.from(request.body ?? '');
    const known = {
      method: request.method,
      host,
      path: pathname,
      query: search.slice(1),
      url: request.url,
      contentType: request.headers?.['content-type'] ?? '',
      bodyHash: createHash(algorithm).update(body).digest(encoding),
      timestamp: MOMENTS[timestamp](new Date()),
      nonce: randomUUID(),
    };
    const signature = this.signatureOf(this.canonical.render({ ...known, body: BODY }), body);
    const headers = this.headers.map(([name, text]) => [name, text.render({ ...known, signature })] as const);
    return { ...request, headers: { ...request.headers, ...Object.fromEntries(headers) } };
  }

  private signatureOf(text: string, body: Buffer): string {
    const { algorithm, encoding } = this.settings;
    const signer = createHmac(algorithm, this.key);
    for (const [index, part] of text.split(BODY).entries()) {
      if (index > 0) signer.update(body);
      signer.update(part);
    }
    return signer.digest(encoding);
  }
}
