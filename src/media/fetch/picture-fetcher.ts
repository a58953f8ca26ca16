import { lookup, type LookupAddress } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import axios, { type AxiosResponse } from 'axios';
import type { MediaSettings } from '../../settings/settings.js';
import { PictureRefused } from '../picture-errors.js';
import { hostOf, pictureUrl } from './picture-url.js';
import { PublicAddresses } from './public-address.js';

/** Every address of a name. */
export type Resolver = (host: string) => Promise<readonly LookupAddress[]>;

const MOST_REDIRECTS = 3;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PASSES = new Set([408, 425, 429]);
const lookupAll = promisify(lookup);

/**
 * Fetches what strangers name. Each address, that of every redirect too, is resolved once, checked, and connected to as checked: what
 * the name says a moment later doesn't matter. No cookies, no credentials, no proxy, no reading of compressed answers.
 */
export class PictureFetcher {
  private readonly addresses: PublicAddresses;

  constructor(
    private readonly settings: Pick<MediaSettings, 'allowPrivateAddresses' | 'fetchPorts' | 'fetchTimeoutMs'>,
    private readonly resolve: Resolver = (host) => lookupAll(host, { all: true }),
  ) {
    this.addresses = new PublicAddresses(settings.allowPrivateAddresses);
  }

  /**
   * @param read takes the body; the whole time limit covers it too.
   * @throws PictureRefused for what no second try would change; anything else may pass.
   */
  async fetch<T>(text: string, stop: AbortSignal, read: (body: Readable, signal: AbortSignal) => Promise<T>): Promise<T> {
    const signal = AbortSignal.any([stop, AbortSignal.timeout(this.settings.fetchTimeoutMs)]);
    let url = pictureUrl(text, undefined, this.settings.fetchPorts);
    for (let redirects = 0; ; redirects += 1) {
      const answer = await this.ask(url, signal);
      try {
        if (!REDIRECTS.has(answer.status)) return await read(bodyOf(answer), signal);
        if (redirects === MOST_REDIRECTS) throw new PictureRefused(`media_url redirects more than ${MOST_REDIRECTS} times`);
        url = pictureUrl(String(answer.headers['location'] ?? ''), url, this.settings.fetchPorts);
      } finally {
        answer.data.destroy();
      }
    }
  }

  private async ask(url: URL, signal: AbortSignal): Promise<AxiosResponse<Readable>> {
    const agent = { lookup: pinnedTo(await this.publicAddress(hostOf(url), signal)), keepAlive: false };
    return axios.request<Readable>({
      url: url.href,
      httpAgent: new http.Agent(agent),
      httpsAgent: new https.Agent(agent),
      headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'open311-bridge' },
      responseType: 'stream',
      maxRedirects: 0,
      decompress: false,
      proxy: false,
      validateStatus: () => true,
      signal,
    });
  }

  /** One that is not public spoils all: a name that means both is not to be trusted. */
  private async publicAddress(host: string, signal: AbortSignal): Promise<LookupAddress> {
    const family = isIP(host);
    const found = family ? [{ address: host, family }] : await within(signal, () => this.resolve(host));
    if (found.length === 0) throw new Error(`${host} has no address`);
    const inner = found.find(({ address }) => !this.addresses.allows(address));
    if (inner) throw new PictureRefused(`media_url leads to ${inner.address}, which is not a public address`);
    return found[0]!;
  }
}

function pinnedTo({ address, family }: LookupAddress): LookupFunction {
  return (_host, options, done) => (options.all ? done(null, [{ address, family }]) : done(null, address, family));
}

function bodyOf({ status, headers, data }: AxiosResponse<Readable>): Readable {
  if (status >= 500 || PASSES.has(status)) throw new Error(`media_url answers ${status}`);
  if (status !== 200) throw new PictureRefused(`media_url answers ${status}`);
  const encoding = String(headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity') throw new PictureRefused(`media_url answers in ${encoding}, although identity was asked for`);
  return data;
}

async function within<T>(signal: AbortSignal, start: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(signal.reason as Error);
    signal.addEventListener('abort', stop, { once: true });
  });
  return Promise.race([start(), aborted]).finally(() => signal.removeEventListener('abort', stop!));
}
