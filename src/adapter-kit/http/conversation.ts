import type { IncomingHttpHeaders } from 'node:http';
import { ACCEPTED_CODINGS, coded } from './answer-body.js';
import { Charset, declared, isCharset } from '../charset.js';
import { type Cookies, valuesOf } from './cookies.js';
import type { HttpRequest } from './http-client.js';
import { Ntlm } from './ntlm.js';
import { redirectOf } from './redirects.js';
import type { Lane, Transport } from './transport.js';
import type { Incoming, Outgoing, Wire } from './wire.js';

type Headers = Readonly<Record<string, string>>;

/** All that goes to and fro for one request: redirects, cookies, the handshake of NTLM. */
export class Conversation {
  private readonly cookies?: Cookies;

  /** @param hide gets secrets as they come. */
  constructor(
    private readonly transport: Transport,
    private readonly request: HttpRequest,
    private readonly headers: Headers,
    private readonly wire: Pick<Wire, 'connected' | 'send'>,
    private readonly hide: (secret: string) => void,
  ) {
    this.cookies = request.cookies ?? transport.cookies;
  }

  /** @throws Error with Node's code or ours. */
  async hold(): Promise<Incoming> {
    const { redirects } = this.transport.settings;
    let at = addressOf(this.request);
    for (let followed = 0; ; followed++) {
      const answer = await this.ask(at);
      const next = redirects > 0 ? redirectOf(this.request.method, at, answer.status, answer.headers.location) : undefined;
      if (!next) return answer;
      if (followed === redirects) throw coded('TOO_MANY_REDIRECTS', `more than ${redirects} redirects in a row`);
      at = next;
    }
  }

  private async ask(at: URL): Promise<Incoming> {
    const { auth } = this.transport.settings;
    if (auth.kind === 'ntlm') return this.transport.onOneSocket(async (lane) => this.askByNtlm(at, await Ntlm.for(auth), lane));
    return this.exchange(at, this.headers, bytesOf(this.request.body, this.headers['content-type']));
  }

  /** The body goes out with the last message only: before it, nothing can have been done. */
  private async askByNtlm(at: URL, ntlm: Ntlm, lane: Lane): Promise<Incoming> {
    const challenge = await this.knock(at, { ...this.headers, authorization: ntlm.negotiate() }, lane);
    const answer = challenge.status === 401 ? ntlm.answerTo(challenge.headers['www-authenticate']) : undefined;
    if (answer === undefined) return refused(challenge);
    const headers = { ...this.headers, authorization: answer };
    return this.exchange(at, headers, bytesOf(this.request.body, this.headers['content-type']), {
      lane,
      socket: challenge.socket,
    });
  }

  private async knock(at: URL, headers: Headers, lane: Lane): Promise<Incoming> {
    try {
      return await this.exchange(at, headers, undefined, { lane });
    } finally {
      this.wire.connected = false;
    }
  }

  private async exchange(
    at: URL,
    headers: Headers,
    body: Buffer | undefined,
    { lane, socket }: { lane?: Lane } & Pick<Outgoing, 'socket'> = {},
  ): Promise<Incoming> {
    const { method, signal } = this.request;
    const { secure, options } = this.transport.route(at, lane);
    const cookie = [headers['cookie'], this.cookies?.headerFor(at)].filter(Boolean).join('; ');
    const always = { host: at.host, accept: '*/*', 'accept-encoding': ACCEPTED_CODINGS, 'user-agent': 'open311-bridge' };
    const length = body ? { 'content-length': String(body.length) } : method === 'GET' ? {} : { 'content-length': '0' };
    const sent = { ...always, ...options.headers, ...headers, ...length, ...(cookie && { cookie }) } as Headers;
    const answer = await this.wire.send({
      url: at,
      method,
      secure,
      options: { ...options, method, headers: sent },
      body,
      signal,
      socket,
    });
    this.keepCookies(at, answer.headers);
    return answer;
  }

  private keepCookies(at: URL, { 'set-cookie': lines = [] }: IncomingHttpHeaders): void {
    valuesOf(lines).forEach(this.hide);
    this.cookies?.keep(at, lines);
  }
}

/** An error is the server's own; whatever else it says, it did not ask who we are, and the body was never sent. */
function refused(answer: Incoming): Incoming {
  if (answer.status >= 400) return answer;
  throw coded('NTLM_NOT_ASKED', 'the server does not ask for NTLM');
}

function addressOf({ url, query }: HttpRequest): URL {
  const address = new URL(url);
  for (const [key, value] of Object.entries(query ?? {})) address.searchParams.append(key, value);
  return address;
}

/** A text goes out in the charset that its content type names; what that lacks, a document of XML spells out. */
function bytesOf(body: string | Buffer | undefined, contentType = ''): Buffer | undefined {
  if (typeof body !== 'string') return body;
  const charset = declared(contentType) ?? 'utf-8';
  if (/^utf-?8$/i.test(charset) || !isCharset(charset)) return Buffer.from(body);
  return new Charset(charset).encode(body, /xml/i.test(contentType) ? 'reference' : 'transliterate');
}
