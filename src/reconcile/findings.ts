import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import type { Difference } from '../domain/reconciliation.js';

/** A difference, with what the CRM said, by which it may be repaired. */
export interface Finding {
  readonly difference: Difference;
  readonly there?: CaseSnapshot;
}

/** Kept in memory: what differs beyond this is not looked for any more. */
const MOST = 10_000;

/** The differences found so far, each once however often it was met. */
export class Findings {
  private readonly byKey = new Map<string, Finding>();

  /** As many as are kept: whoever looks for more stops. */
  get isFull(): boolean {
    return this.byKey.size >= MOST;
  }

  add(difference: Difference, there?: CaseSnapshot): void {
    const key = keyOf(difference);
    if (!this.isFull && !this.byKey.has(key)) this.byKey.set(key, { difference, ...(there && { there }) });
  }

  remove(finding: Finding): void {
    this.byKey.delete(keyOf(finding.difference));
  }

  all(): Finding[] {
    return [...this.byKey.values()];
  }
}

/** One difference of one request; of a case that names none, of the case. */
const keyOf = ({ kind, request, caseRef }: Difference) => JSON.stringify([kind, request ?? caseRef]);
