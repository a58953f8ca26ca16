import type { ChangeDoubt } from '../adapter-kit/adapter.js';

/** A case of ours that the CRM does not know when asked, and does not say why. */
export const missingDoubt = (caseRef: string): ChangeDoubt => ({
  id: `missing/${caseRef}`,
  reason: 'the CRM does not know this case, and does not say why',
  summary: 'It may be deleted there, or hidden from the bridge. Its request stays as it is.',
  caseRef,
});
