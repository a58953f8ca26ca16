import http from 'node:http';
import https from 'node:https';
import { Cookies } from './cookies.js';
import type { HttpOptions } from './http-client.js';
import type { HttpSettings } from './http-settings.js';
import { isDirect, throughProxy, TunnelAgent } from './proxy.js';
import { tlsOptions } from './tls-settings.js';
import type { WireLimits } from './wire.js';

/** The sockets of one connection: straight to the CRM, or through the proxy. */
class Agents {
  readonly plain: http.Agent;
  readonly secure: https.Agent;
  readonly tunnel?: https.Agent;
  /** To the proxy itself, for what goes unencrypted. */
  readonly toProxy?: http.Agent;

  constructor({ tls, proxy, keepAlive }: HttpSettings, maxSockets = Infinity) {
    const options = { keepAlive, maxSockets };
    const secured = { ...options, ...tlsOptions(tls) };
    this.plain = new http.Agent(options);
    this.secure = new https.Agent(secured);
    if (!proxy) return;
    this.tunnel = new TunnelAgent(proxy, secured);
    this.toProxy = proxy.url.startsWith('https:') ? new https.Agent(options) : new http.Agent(options);
  }

  destroy(): void {
    for (const agent of [this.plain, this.secure, this.tunnel, this.toProxy]) agent?.destroy();
  }
}

/** What one settings object of HTTP comes to: sockets, cookies, limits. */
export class Transport {
  private readonly shared: Agents;
  private readonly idleLanes: Agents[] = [];
  private closed = false;
  /** Of the whole connection, where the settings want them kept. */
  readonly cookies?: Cookies;
  readonly limits: WireLimits;

  constructor(
    readonly settings: HttpSettings,
    host: HttpOptions,
  ) {
    this.shared = new Agents(settings);
    this.cookies = settings.cookies ? new Cookies() : undefined;
    const answerTimeoutMs = least(host.callTimeoutMs, settings.answerTimeoutMs);
    this.limits = {
      connectTimeoutMs: least(host.connectTimeoutMs, settings.connectTimeoutMs),
      headTimeoutMs: least(answerTimeoutMs, settings.headTimeoutMs),
      answerTimeoutMs,
      maxAnswerBytes: least(host.maxAnswerBytes, settings.maxAnswerBytes),
    };
  }

  /** Where a request goes out, and whether encrypted. */
  route(url: URL, lane: Agents = this.shared): { readonly secure: boolean; readonly options: http.RequestOptions } {
    const secure = url.protocol === 'https:';
    const { proxy } = this.settings;
    const straight = { host: hostOf(url), port: url.port || (secure ? 443 : 80), path: `${url.pathname}${url.search}` };
    if (!proxy || isDirect(url, proxy.except))
      return { secure, options: { ...straight, agent: secure ? lane.secure : lane.plain } };
    if (secure) return { secure, options: { ...straight, agent: lane.tunnel } };
    return { secure: proxy.url.startsWith('https:'), options: { ...throughProxy(url, proxy), agent: lane.toProxy } };
  }

  /** Runs something that needs one socket for itself from beginning to end. */
  async onOneSocket<T>(run: (lane: Agents) => Promise<T>): Promise<T> {
    const lane = this.idleLanes.pop() ?? new Agents({ ...this.settings, keepAlive: true }, 1);
    try {
      const result = await run(lane);
      if (this.closed) lane.destroy();
      else this.idleLanes.push(lane);
      return result;
    } catch (error) {
      lane.destroy();
      throw error;
    }
  }

  close(): void {
    this.closed = true;
    for (const agents of [this.shared, ...this.idleLanes.splice(0)]) agents.destroy();
  }
}

export type Lane = Agents;

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function least(host: number, own: number | undefined): number {
  return own === undefined ? host : Math.min(host, own);
}
