import { DeadLetterStore } from '../../../src/store/dead-letters.store.js';
import type { Resolution } from '../../../src/store/dead-letters/resolve.js';
import type { CaseInCrm } from './cases.js';
import type { KeptDelivery, StoreView } from './store-view.js';
import type { Ledgers } from './verdict.js';

const NAME = 'chaos';

/** What a diligent operator does once the CRM is well: retries what it refused, and looks into it for each doubt. */
export async function tidyUp(store: StoreView, { deliveries, cases, filed }: Ledgers): Promise<void> {
  const letters = new DeadLetterStore(store.database);
  await letters.retryMany({ states: ['dead'] }, NAME);
  for (const delivery of deliveries.filter(({ state }) => state === 'unknown')) {
    const inCrm = cases.find(({ reportId }) => reportId === delivery.reportId);
    const notes = filed.find(({ id }) => id === delivery.reportId)?.notes ?? [];
    await letters.resolve(delivery.id, answerTo(delivery, inCrm, notes[noteIndex(delivery, deliveries)]), NAME);
  }
}

function answerTo({ step }: KeptDelivery, inCrm: CaseInCrm | undefined, note: string | undefined): Resolution {
  if (step === 'create_case' && inCrm) return { is: 'adopt', caseRef: inCrm.ref, takesPictures: () => false };
  return { is: step === 'add_note' && note !== undefined && inCrm?.notes.includes(note) ? 'done' : 'resend' };
}

/** Which of its report's notes a step brings, from 0. */
function noteIndex({ id, reportId }: KeptDelivery, deliveries: readonly KeptDelivery[]): number {
  return deliveries.filter((each) => each.reportId === reportId && each.step === 'add_note').findIndex((each) => each.id === id);
}
