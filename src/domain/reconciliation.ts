import type { CaseRef } from './delivery.js';

/**
 * What may differ between the bridge and a CRM (docs/reconciling.md). `missing_here`: a case with our id that nothing here leads to. `lost_answer`: the
 * case is there, its delivery unknown or dead here. `never_arrived`: accepted here, never in the CRM. `missing_there`: delivered, and the CRM knows no such case.
 */
export const DIFFERENCE_KINDS = [
  'missing_here',
  'lost_answer',
  'never_arrived',
  'missing_there',
  'twice',
  'renumbered',
  'merged',
  'closed_there',
  'open_there',
  'text_differs',
] as const;
export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** `apply`: what the CRM says, as if it had just told it. `adopt`, `resend`: of a delivery. `retry`: of a dead one. `person`: put before one. */
export const REPAIRS = ['apply', 'adopt', 'retry', 'resend', 'person'] as const;
export type RepairKind = (typeof REPAIRS)[number];

/** Nothing in it is personal: ids, references, and the words of status. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly repair: RepairKind;
  /** Public id of the request; absent where the CRM names none. */
  readonly request?: string;
  /** The case as the CRM calls it, where there is one. */
  readonly caseRef?: CaseRef;
  /** Renumbered to, merged into, or the second case. */
  readonly otherRef?: CaseRef;
  /** Id of the delivery that makes the case. */
  readonly delivery?: string;
  /** How it stands, such as `open (in_progress)`. */
  readonly here?: string;
  readonly there?: string;
}

/** Reports filed, and cases changed, in this time. Both bounds inclusive. */
export interface ReconciledSpan {
  readonly from: Date;
  readonly to: Date;
}

/** Kind -> how many, only of those that there are. */
export function countsByKind(differences: readonly Pick<Difference, 'kind'>[]): Partial<Record<DifferenceKind, number>> {
  const counts: Partial<Record<DifferenceKind, number>> = {};
  for (const { kind } of differences) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** Why a difference of these kinds may be there and not be seen. */
export interface NotCheckable {
  readonly kinds: readonly DifferenceKind[];
  readonly reason: string;
}
