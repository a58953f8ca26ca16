import type { HttpRequest } from './http-client.js';

const HIDDEN = '[masked]';
const SECRET_NAME =
  /auth(?!or)|token|secret|passw|pwd|credential|session|signature|(api|access|subscription|function|private|shared|account)s?[-_.]?key|^(key|sig|code)$/i;

/** Where a request goes, its query included. Values whose names look secret are masked, and so is a log-in; values that are known to be secret are not yet. */
export function shownAddress({ url, query = {} }: Pick<HttpRequest, 'url' | 'query'>): string {
  const added = new URLSearchParams(query).toString();
  const whole = added === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${added}`;
  return whole.replace(/^(\w+:\/\/)[^/?#]*@/, `$1${HIDDEN}@`).replaceAll(/([?&;])([^=&;#?]*)=([^&;#]+)/g, maskedPair);
}

function maskedPair(pair: string, before: string, name: string): string {
  return SECRET_NAME.test(decoded(name)) ? `${before}${name}=${HIDDEN}` : pair;
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
