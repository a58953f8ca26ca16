import { PictureRefused } from '../picture-errors.js';

/**
 * An address that may be asked for a picture, as far as its text tells. `URL` has turned every spelling of an IPv4 address (decimal,
 * octal, hexadecimal, shortened) into the usual one by then.
 * @throws PictureRefused when it may not.
 */
export function pictureUrl(text: string, base: URL | undefined, ports: readonly number[]): URL {
  if (!URL.canParse(text, base?.href)) throw new PictureRefused('media_url is not an absolute http or https URL');
  const url = new URL(text, base);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new PictureRefused(`media_url must be an http or https URL, not ${url.protocol.slice(0, -1)}`);
  if (url.username || url.password) throw new PictureRefused('media_url must not hold a user name or a password');
  const port = Number(url.port || (url.protocol === 'http:' ? 80 : 443));
  if (!ports.includes(port)) throw new PictureRefused(`media_url names port ${port}, which is not one of media.fetchPorts`);
  return url;
}

/** Host as a resolver wants it: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, '$1');
}
