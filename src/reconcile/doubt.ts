import type { ChangeDoubt } from '../adapter-kit/adapter.js';
import { missingDoubt } from '../sync/missing-doubt.js';
import type { Difference } from '../domain/reconciliation.js';

const REASONS = {
  missing_here: 'the CRM has a case with our id that nothing here leads to',
  twice: 'the CRM has two cases of one request',
} as const;

/** What is put before a person, and stays known once it was: the same difference again is the same item. */
export function doubtOf({ kind, request, caseRef, otherRef, here, there }: Difference): ChangeDoubt {
  if (kind === 'missing_there') return missingDoubt(caseRef!);
  const reason = kind === 'missing_here' || kind === 'twice' ? REASONS[kind] : `it differs: ${kind}`;
  const summary = [
    request && `request ${request}`,
    [caseRef, otherRef].filter(Boolean).join(' and '),
    here && `here ${here}`,
    there && `there ${there}`,
  ];
  return {
    id: ['reconcile', kind, request, caseRef, otherRef].filter(Boolean).join('/'),
    reason,
    summary: summary.filter(Boolean).join('; '),
    ...(caseRef !== undefined && { caseRef }),
  };
}
