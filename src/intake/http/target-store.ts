import type { IncomingMessage } from 'node:http';
import { type Target, targetOf } from './requested-format.js';

const targets = new WeakMap<IncomingMessage, Target>();

/** Under this everything is GeoReport's. */
const BASE = /^\/+open311(\/|$)/;

/**
 * The address the router sees: slashes collapsed, the format suffix taken off and remembered. Also quotes a multipart boundary,
 * which one client sends bare although it holds `=` signs (POST-2).
 */
export function routedUrl(raw: IncomingMessage): string {
  const url = raw.url ?? '/';
  if (!BASE.test(url)) return url;
  raw.headers['content-type'] &&= quotedBoundary(raw.headers['content-type']);
  const target = targetOf(url, raw.headers.accept);
  targets.set(raw, target);
  return target.query ? `${target.path}?${target.query}` : target.path;
}

export function targetOfRequest(raw: IncomingMessage): Target {
  return targets.get(raw) ?? targetOf(raw.url ?? '/', raw.headers.accept);
}

function quotedBoundary(contentType: string): string {
  return contentType.replace(
    /^(multipart\/form-data\s*;.*?boundary=)([^";]+)/i,
    (_all, head: string, boundary: string) => `${head}"${boundary.trim()}"`,
  );
}

/** Whether the request is for one of GeoReport's addresses, whatever is there. */
export function isGeoReport(raw: IncomingMessage): boolean {
  return targets.has(raw);
}
