import { hostname } from 'node:os';
import type { ServerSettings } from './settings.js';

/** Listening on all of the machine's addresses says nothing of one. */
const ANY = new Set(['0.0.0.0', '::']);

/** Our address for those who did not just ask us: `server.publicUrl`, else the machine as its own network may know it. Without a trailing slash. */
export function publicAddress({ publicUrl, host, port }: ServerSettings): string {
  if (publicUrl) return publicUrl;
  const name = ANY.has(host) ? hostname() : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
