import type { Settings } from '../settings/settings.js';
import type { Endpoint } from '../store/certificate.store.js';

const LARGEST_LIST = 1000;

/** Every https address that the settings of connections name, and our own. */
export function endpointsOf({ server, jurisdictions }: Pick<Settings, 'server' | 'jurisdictions'>): Endpoint[] {
  const settings = jurisdictions.flatMap(({ connections }) => connections.map((each) => each.settings));
  const found = textsIn([server.publicUrl, settings]).flatMap((text) => endpointOf(text) ?? []);
  return [...new Map(found.map((each) => [`${each.host}:${each.port}`, each])).values()].slice(0, LARGEST_LIST);
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** A template whose host is filled in later is no address. */
function endpointOf(text: string): Endpoint | undefined {
  if (!/^https:\/\/[^/{}]+/i.test(text) || !URL.canParse(text)) return undefined;
  const { hostname, port } = new URL(text);
  return /[{}%]/.test(hostname) ? undefined : { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 443) };
}
