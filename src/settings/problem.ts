import type { KeyPath } from './mistake.js';

/** A mistake before it has a file and a line. */
export interface Problem {
  readonly path: KeyPath;
  readonly kind: 'missing' | 'unknown' | 'invalid';
  readonly reason: string;
  readonly suggestion?: string;
}

export function invalid(path: KeyPath, reason: string, suggestion?: string): Problem {
  return { path, kind: 'invalid', reason, suggestion };
}
