import { createHash, randomUUID } from 'node:crypto';
import type { PublicChange } from '../../domain/case-news.js';
import type { CaseRef } from '../../domain/delivery.js';

/** A case's news in our words and the CRM's. */
export interface CaseChange {
  readonly caseRef: CaseRef;
  /** Empty: it says nothing of the status. */
  readonly crmStatus: string;
  readonly crmReason?: string;
  /** The CRM's public text as it stands there, whatever the rules make of it. */
  readonly text?: string;
  readonly changedAt?: Date;
  /** When the CRM was asked for it, or told what was kept, by the database's clock; absent: just now. */
  readonly toldAt?: Date;
  /** The CRM's id of this very change. */
  readonly changeId?: string;
  /** Our public id of the request, as the CRM told it: for a case that is not known by its reference. */
  readonly requestId?: string;
  readonly renumberedTo?: CaseRef;
  readonly mergedInto?: CaseRef;
  /** It is gone in the CRM, and no status rule says what that means: `public` holds only if it was not closed before (ADR 35). */
  readonly isGone?: boolean;
  readonly expectedAt?: Date;
  readonly agency?: string;
  /** The number that people have for the case; kept beside it, and no news. */
  readonly customerReference?: string;
  /** Absent when no status rule knew the words: the request then stays as it is. */
  readonly public?: PublicChange;
  /** The connection that has the report from now on, by the status rule that knew the words; no news by itself. */
  readonly transferTo?: string;
}

export type Applied = 'changed' | 'unchanged' | 'late' | 'not ours';

/** A change that can't be applied, and only a person can tell why. */
export class ChangeRefused extends Error {
  override readonly name = 'ChangeRefused';
}

/** It says nothing of how the case stands. */
export const isSilent = ({ crmStatus, isGone, mergedInto }: CaseChange): boolean =>
  crmStatus === '' && !isGone && mergedInto === undefined;

const UNMAPPED = '?';

/** Everything the CRM says of the case, in short. A word that gets its rule later makes the same words news. */
export function saidIn(change: CaseChange): string {
  const { crmStatus, crmReason, text, expectedAt, agency, mergedInto, isGone } = change;
  const content = [
    crmStatus,
    crmReason,
    text ?? change.public?.notes,
    change.public?.mediaUrls,
    expectedAt,
    agency,
    mergedInto,
    isGone,
  ];
  return (change.public ? '' : UNMAPPED) + digest(content);
}

/** By what a change that comes again is known; undefined: a CRM that tells neither ids nor times may say the same again, and mean it. */
export function changeKey(change: CaseChange, said: string): string | undefined {
  if (change.changeId !== undefined) return digest(['id', change.changeId, change.public !== undefined]);
  return change.changedAt && digest([said, change.changedAt]);
}

/** What tells the news of a change from all other news of the connection. */
export function sourceIdOf({ caseRef, changeId, changedAt }: CaseChange, said: string): string {
  return digest([caseRef, changeId ?? said, changeId ?? changedAt ?? randomUUID()]);
}

function digest(content: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}
