import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';
import type { Duplex } from 'node:stream';
import type { HttpProxy } from './http-settings.js';

/** Options of one request that our agents look at. */
export interface TunnelOptions extends https.RequestOptions {
  /** Aborts when nobody waits for the connection any more. */
  readonly givenUp?: AbortSignal;
}

type Created = (error: Error | null, socket?: Duplex) => void;

/** Reaches an HTTPS server through a proxy, by CONNECT (RFC 9110, 9.3.6). What the proxy says to it never passes for the server's answer. */
export class TunnelAgent extends https.Agent {
  constructor(
    private readonly proxy: HttpProxy,
    options: https.AgentOptions,
  ) {
    super(options);
  }

  override createConnection(options: TunnelOptions, created: Created): undefined {
    const direct = (socket: Duplex) => super.createConnection({ ...options, socket } as TunnelOptions) as Duplex;
    tunnel(this.proxy, options).then(
      (socket) => created(null, direct(socket)),
      (error: Error) => created(error),
    );
    return undefined;
  }
}

function tunnel(proxy: HttpProxy, { host, port, givenUp }: TunnelOptions): Promise<Duplex> {
  const name = isIP(host ?? '') === 6 ? `[${host}]` : host;
  const target = `${name}:${port}`;
  const options = {
    method: 'CONNECT',
    path: target,
    headers: { host: target, ...credentials(proxy) },
    agent: false,
    signal: givenUp,
  };
  return new Promise((resolve, reject) => {
    const request = clientFor(proxy).request(proxy.url, options);
    request.once('error', reject);
    request.once('response', (response) => void request.destroy(refusal(response.statusCode)));
    request.once('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(refusal(response.statusCode));
    });
    request.end();
  });
}

function clientFor({ url }: HttpProxy): typeof http | typeof https {
  return url.startsWith('https:') ? https : http;
}

function refusal(status = 0): Error {
  const code = status === 407 ? 'PROXY_CREDENTIALS' : status >= 500 ? 'PROXY_FAILED' : 'PROXY_REFUSED';
  return Object.assign(new Error(`the proxy answered HTTP ${status}`), { code });
}

/** An HTTP server is asked through a proxy by its whole address (RFC 9112, 3.2.2). */
export function throughProxy(url: URL, proxy: HttpProxy): http.RequestOptions {
  const { hostname, port, protocol } = new URL(proxy.url);
  return {
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || (protocol === 'https:' ? 443 : 80),
    path: `${url.origin}${url.pathname}${url.search}`,
    headers: { host: url.host, ...credentials(proxy) },
  };
}

function credentials({ username, password = '' }: HttpProxy): Record<string, string> {
  return username === undefined
    ? {}
    : { 'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` };
}

/** An entry of `except` takes in this address. Entries may hold several, with commas, as NO_PROXY does. */
export function isDirect(url: URL, except: readonly string[]): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return except
    .flatMap((entry) => entry.split(','))
    .map((entry) => entry.trim().toLowerCase())
    .some((entry) => entry !== '' && takesIn(entry, host, port));
}

function takesIn(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  if (entry.includes('/')) return isInNetwork(entry, host);
  const [, name = entry, only] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(isIP(entry) === 6 ? `[${entry}]` : entry) ?? [];
  if (only !== undefined && only !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return host === domain || host.endsWith(`.${domain}`);
}

function isInNetwork(entry: string, host: string): boolean {
  const [network = '', bits] = entry.split('/');
  const family = isIP(host) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(host) === 0 || isIP(network) !== isIP(host)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(bits), family);
  return list.check(host, family);
}
