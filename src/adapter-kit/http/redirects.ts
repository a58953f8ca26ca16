const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Where a read is sent on to: the same host only, and never from TLS to plain text, for our credentials go along. Undefined: it is an answer like any other.
 * A write is never sent on: what becomes of its body is a guess (RFC 9110, 15.4).
 */
export function redirectOf(method: string, at: URL, status: number, location: string | undefined): URL | undefined {
  if (method !== 'GET' || !REDIRECTS.has(status) || location === undefined || !URL.canParse(location, at.href)) return undefined;
  const to = new URL(location, at);
  const upgrade = at.protocol === 'http:' && to.protocol === 'https:' && to.hostname === at.hostname;
  return to.origin === at.origin || upgrade ? to : undefined;
}
