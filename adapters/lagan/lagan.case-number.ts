import { RejectedError } from '../../src/adapter-kit/errors.js';
import type { CaseRef } from '../../src/domain/delivery.js';

/**
 * What notes and external references go to: the digits after the last hyphen of a reference, which may have been renamed (contract section 8).
 * @throws RejectedError when it ends in none.
 */
export function numberIn(caseRef: CaseRef): string {
  const [, digits] = /(?:^|-)(\d+)$/.exec(caseRef.trim()) ?? [];
  if (digits === undefined)
    throw new RejectedError(`notes and references go to the number of a case, and the reference ${caseRef} ends in none`);
  return digits;
}
