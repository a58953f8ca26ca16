import { createHash } from 'node:crypto';

/** How far a list was read. */
export interface PageState {
  /** What the template knows as `page`, or a URL. */
  readonly page: string;
  /** Pages and items read before it. */
  readonly pages: number;
  readonly items: number;
  /** Digests of the pages that were asked for, this one too. */
  readonly seen: readonly string[];
  /** Digest of what the page before it held. */
  readonly held?: string;
}

/** What is left to do in a window: ids to be read, and then the page behind them. */
export interface Token {
  readonly ids?: readonly string[];
  readonly next?: PageState;
}

const DIGEST_CHARACTERS = 10;

export function digestOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return createHash('sha256').update(text).digest('base64url').slice(0, DIGEST_CHARACTERS);
}

export function startAt(page: string): PageState {
  return { page, pages: 0, items: 0, seen: [digestOf(page)] };
}

export function written(token: Token): string {
  return JSON.stringify(token);
}

/** @throws SyntaxError for what `written` did not write. */
export function read(token: string): Token {
  return JSON.parse(token) as Token;
}
