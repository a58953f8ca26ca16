import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import type { ReadBack } from './read-back.js';

type Values = Readonly<Record<string, unknown>>;

const WRITTEN = 'written';

/**
 * Makes a case and reads it back. That it was made is kept first: a retry after a read that failed reads again, and makes no second one.
 * @param values what the body was made of.
 */
export async function madeAndVerified(
  readBack: ReadBack,
  values: Values,
  make: () => Promise<CaseRef>,
  context: CallContext,
): Promise<CaseRef> {
  const earlier = context.kept.get(WRITTEN);
  const caseRef = typeof earlier === 'string' ? earlier : await make();
  if (caseRef !== earlier) await context.kept.keep(WRITTEN, caseRef);
  const failure = await readBack.verify({ ...values, caseRef }, context);
  if (!failure) return caseRef;
  // The case is looked for before another one is made.
  if (failure.kind === 'unknown') await context.kept.keep(WRITTEN, null);
  throw failure;
}

/** The same for a note or a picture. One that is not there may be sent again: there is nothing that a second one would stand beside. */
export async function doneAndVerified(
  readBack: ReadBack,
  values: Values,
  act: () => Promise<unknown>,
  context: CallContext,
): Promise<void> {
  if (context.kept.get(WRITTEN) !== true) {
    await act();
    await context.kept.keep(WRITTEN, true);
  }
  const failure = await readBack.verify(values, context);
  if (!failure) return;
  if (failure.kind !== 'transient' && failure.kind !== 'unavailable') await context.kept.keep(WRITTEN, false);
  throw failure;
}

/** The same for what may be sent twice without harm. @param act says whether anything was sent. */
export async function sentAndVerified(
  readBack: ReadBack,
  values: Values,
  act: () => Promise<boolean>,
  context: CallContext,
): Promise<void> {
  const failure = (await act()) ? await readBack.verify(values, context) : undefined;
  if (failure) throw failure;
}
