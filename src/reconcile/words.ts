import type { Difference, DifferenceKind } from '../domain/reconciliation.js';

/** What each kind is, in short. */
export const SAID: Readonly<Record<DifferenceKind, string>> = {
  missing_here: 'there, and nothing here leads to it',
  lost_answer: 'there, and given up or in doubt here',
  never_arrived: 'accepted here, never there',
  missing_there: 'delivered, and not known there',
  twice: 'two cases of one request',
  renumbered: 'has another reference there',
  merged: 'goes on in another case there',
  closed_there: 'closed there, open here',
  open_there: 'open there, closed here',
  text_differs: 'detailed state or public text differ',
};

/** What repairs it, with the command where a person may do it alone. */
export function proposed({ kind, repair, delivery, caseRef, request }: Difference): string {
  if (repair === 'adopt') return `adopt the case: open311-bridge deliveries resolve ${delivery} --adopt ${caseRef}`;
  if (repair === 'retry') return `send again, after a look at what was refused: open311-bridge deliveries retry ${delivery}`;
  if (repair === 'resend') return `send again: open311-bridge deliveries resolve ${delivery} --resend`;
  if (repair === 'apply') return 'apply what the CRM says: --repair';
  return FOR_A_PERSON[kind]?.(request) ?? 'look at both sides';
}

const FOR_A_PERSON: Partial<Record<DifferenceKind, (request?: string) => string>> = {
  missing_here: (request) =>
    `see why with open311-bridge journey ${request}; close the case in the CRM, or bring the report back`,
  missing_there: () => 'look in the CRM whether it was deleted or is hidden from the bridge; close the request, or show the case',
  twice: () => 'merge the two in the CRM, or close one of them there',
};
