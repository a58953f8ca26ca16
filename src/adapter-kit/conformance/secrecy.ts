import { inspect } from 'node:util';
import type { TestContext } from './call-context.js';
import { fail } from './expectations.js';

/** All that is shown of a call: its error, what it was caused by, what was captured and what was logged. */
export function shownOf(failure: unknown, { exchanges, logged }: Pick<TestContext, 'exchanges' | 'logged'>): string {
  const shape = { depth: 6, maxStringLength: null, maxArrayLength: null, breakLength: Infinity } as const;
  return [errorTexts(failure), inspect(exchanges, shape), inspect(logged, shape)].join('\n');
}

/** The texts of an error and of all it was caused by: each may be shown to an operator. */
export function errorTexts(error: unknown): string {
  return error instanceof Error ? [error.message, errorTexts(error.cause)].join('\n') : '';
}

/** In no spelling in which it might have been sent. */
export function showsNoSecret(shown: string, secrets: readonly string[]): void {
  for (const [index, secret] of secrets.entries())
    for (const [spelling, text] of Object.entries(spellingsOf(secret)))
      if (shown.includes(text)) fail(`an operator may see secret ${index + 1} of the conformance file (${spelling})`);
}

function spellingsOf(secret: string): Readonly<Record<string, string>> {
  return {
    'as it is': secret,
    base64: Buffer.from(secret).toString('base64'),
    'percent-encoded': encodeURIComponent(secret),
    'as in JSON': JSON.stringify(secret).slice(1, -1),
  };
}
