import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';

/**
 * The address that a log-in names, if it may be called: our data and credentials go there.
 * @param allowed hosts beside the one of `own`; `*.example.org` stands for all below.
 * @throws MisconfiguredError for another host, or for a way out of TLS.
 */
export function checkedEndpoint(found: string | undefined, own: string, allowed: readonly string[]): string | undefined {
  if (found === undefined) return undefined;
  if (!URL.canParse(found, own)) throw new MisconfiguredError('the log-in names an address that is none');
  const [url, ours] = [new URL(found, own), new URL(own)];
  if (!['http:', 'https:'].includes(url.protocol) || (ours.protocol === 'https:' && url.protocol !== 'https:'))
    throw new MisconfiguredError(`the log-in leads to ${url.protocol}//${url.host}, out of TLS`);
  if (url.hostname === ours.hostname || allowed.some((host) => fits(url.hostname, host))) return url.href;
  throw new MisconfiguredError(`the log-in leads to ${url.host}: if that is right, add it to session.endpointHosts`);
}

function fits(hostname: string, host: string): boolean {
  return host.startsWith('*.') ? hostname.endsWith(host.slice(1)) : hostname === host;
}
