/** An error caused by itself must end too. */
const MOST_CAUSES = 10;

/**
 * The same error, its texts and those of all it was caused by without secrets. An adapter quotes what a CRM answered, and a CRM may quote anything:
 * a session token that only this call knew, or our own header.
 */
export function redactError<E extends Error>(error: E, redact: (text: string) => string): E {
  let at: unknown = error;
  for (let depth = 0; at instanceof Error && depth < MOST_CAUSES; depth++) {
    if (Object.isFrozen(at)) break;
    at.message = redact(at.message);
    if (at.stack) at.stack = redact(at.stack);
    at = at.cause;
  }
  return error;
}
