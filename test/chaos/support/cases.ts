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
  const idOf = adapter === 'lagan' ? idInTitle : idInHeader;
  return ledger.map((each) => ({ ref: each.ref, reportId: idOf(each), notes: each.notes.map(({ text }) => firstLine(text)) }));
}

/** The default title carries our id. */
function idInTitle({ fields }: LedgerCase): string {
  return String(fields['Title']).match(/\(Open311 ([\w-]+)\)/)?.[1] ?? 'nobody';
}

function idInHeader({ fields }: LedgerCase): string {
  return String(fields['requestId']);
}

/** Our id of the note follows on a line of its own. */
function firstLine(text: string): string {
  return text.split('\n')[0]!.trim();
}
