import type { LedgerCase } from '../../../src/adapter-kit/emulator/ledger.js';
import type { RoundOptions } from './round-options.js';

/** A case as the CRM's ledger has it. */
export interface CaseInCrm {
  readonly ref: string;
  /** Our id, as it stands in the case. */
  readonly reportId: string;
  /** Texts, in the CRM's order. */
  readonly notes: readonly string[];
}

export function casesIn(adapter: RoundOptions['adapter'], ledger: readonly LedgerCase[]): CaseInCrm[] {
  return ledger.map(adapter === 'lagan' ? laganCase : mailCase);
}

/** The default title carries our id. */
function laganCase({ ref, fields }: LedgerCase): CaseInCrm {
  const notes = (fields['notes'] ?? []) as { text: string }[];
  return {
    ref,
    reportId: String(fields['Title']).match(/\(Open311 ([\w-]+)\)/)?.[1] ?? 'nobody',
    notes: notes.map(({ text }) => text),
  };
}

function mailCase({ ref, fields }: LedgerCase): CaseInCrm {
  return { ref, reportId: String(fields['requestId']), notes: [] };
}
