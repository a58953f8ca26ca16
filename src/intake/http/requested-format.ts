export type Format = 'xml' | 'json';

/** Path and format of a request (GEN-1 to GEN-5). */
export interface Target {
  /** Without suffix, with single slashes. */
  readonly path: string;
  readonly query: string;
  readonly format: Format;
}

/** Nothing is served under it (GEN-4), so only the error's format is at stake. */
const OTHER_SUFFIX = /\.[a-z]{2,5}$/i;

/** Suffix beats `format`, which beats `Accept`, which beats XML, the format every endpoint must have (GEN-2, GEN-3). */
export function targetOf(url: string, accept: string | undefined): Target {
  const cut = url.indexOf('?');
  const rawPath = (cut < 0 ? url : url.slice(0, cut)).replaceAll(/\/{2,}/g, '/');
  const query = cut < 0 ? '' : url.slice(cut + 1);
  const suffix = rawPath.match(/\.(xml|json)$/i)?.[1]?.toLowerCase() as Format | undefined;
  const path = suffix ? rawPath.slice(0, -suffix.length - 1) : rawPath;
  const format = suffix ?? (OTHER_SUFFIX.test(rawPath) ? 'xml' : (byParameter(query) ?? byAccept(accept)));
  return { path, query, format };
}

function byParameter(query: string): Format | undefined {
  return query.match(/(?:^|&)format=(xml|json)(?:&|$)/i)?.[1]?.toLowerCase() as Format | undefined;
}

function byAccept(accept = ''): Format {
  const json = accept.indexOf('application/json');
  const xml = Math.max(accept.indexOf('text/xml'), accept.indexOf('application/xml'));
  return json >= 0 && (xml < 0 || json < xml) ? 'json' : 'xml';
}
