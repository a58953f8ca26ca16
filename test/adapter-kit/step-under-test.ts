import type { CallContext, CrmAdapter, EarlierStep } from '../../src/adapter-kit/adapter.js';
import type { LedgerCase } from '../../src/adapter-kit/emulator/ledger.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { AbsentVerb } from './adapter-under-test.js';

/** A step after the first, as far as notes, pictures and words on the status are alike. */
export interface StepUnderTest {
  /** With its article. */
  readonly what: string;
  /** The emulator's word for the call that does it. */
  readonly operation: string;
  /** Each call makes another. */
  readonly make: () => SentStep;
  readonly findVerb?: AbsentVerb;
}

/** One that a test sends. */
export interface SentStep {
  send(adapter: CrmAdapter, caseRef: CaseRef, context: CallContext): Promise<void>;
  /** How often the CRM has it. */
  countIn(entry: LedgerCase): number;
  /** What no error may show. */
  readonly personal: readonly string[];
  find?(adapter: CrmAdapter, caseRef: CaseRef, context: CallContext): Promise<EarlierStep>;
}

/** Looks at the texts of an error and of all it was caused by: each may be shown to an operator. */
export function expectNothingPersonal(failure: unknown, { personal }: SentStep): void {
  const shown = chain(failure);
  for (const value of personal) expect(shown).not.toContain(value);
}

function chain(error: unknown): string {
  return error instanceof Error ? `${error.message}\n${chain(error.cause)}` : '';
}
