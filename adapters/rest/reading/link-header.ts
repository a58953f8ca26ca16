import LinkHeader from 'http-link-header';

/** The URL of the next page in a `Link` header (RFC 8288); undefined where it names none, or can't be read. */
export function nextLink(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  try {
    return LinkHeader.parse(header).rel('next')[0]?.uri;
  } catch {
    return undefined;
  }
}
