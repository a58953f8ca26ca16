import type { ReconciledSpan } from '../domain/reconciliation.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';

export interface ReconcileOptions {
  readonly span: ReconciledSpan;
  readonly jurisdiction: Pick<JurisdictionSettings, 'id' | 'publicIdPattern' | 'timeZone'>;
  /** Ends the run behind the call in hand. */
  readonly signal: AbortSignal;
  /** When it is taken to be now. */
  readonly now: Date;
}

/** What was looked at, and what could not be judged. */
export interface Tally {
  /** Cases of ours that were asked for, or compared by what the CRM said last. */
  cases: number;
  /** Changes that the CRM told. */
  changes: number;
  /** Deliveries without a case. */
  undelivered: number;
  /** Changed there so shortly ago that polling may still be on its way to it. */
  fresh: number;
  /** No status rule knows the CRM's words. */
  unmapped: number;
  /** The CRM refused to tell. */
  refused: number;
  /** The CRM can't tell whether it has a case of them: they wait as unknown deliveries. */
  undecided: number;
}

export const emptyTally = (): Tally => ({
  cases: 0,
  changes: 0,
  undelivered: 0,
  fresh: 0,
  unmapped: 0,
  refused: 0,
  undecided: 0,
});
