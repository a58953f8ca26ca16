import type { PublicChange } from '../../domain/case-news.js';
import type { CaseRef } from '../../domain/delivery.js';
import { type CaseChange, isSilent, saidIn } from './case-change.js';
import type { KnownCase } from './known-case.js';
import { keyAndTime, oldNews } from './old-news.js';

/** A change of a case that is known, and what it is to it. */
export interface JudgedChange {
  readonly known: KnownCase;
  /** Under the reference that the case has now, without what is not to be followed. */
  readonly change: CaseChange;
  /** `silent`: it says nothing of how the case stands, and is never too late for the reference that it may tell. */
  readonly is: 'news' | 'silent' | 'late' | 'unchanged';
  readonly said: string;
  readonly key?: string;
  readonly eventAt?: Date;
}

export function judged(known: KnownCase, stated: CaseChange): JudgedChange {
  const change = { ...plainOf(stated, known), caseRef: known.case_ref };
  const is = isSilent(change) ? 'silent' : (oldNews(known, stated) ?? 'news');
  return { known, change, is, said: saidIn(change), ...keyAndTime(stated) };
}

/** Whether it may make of the case another one, or of two cases one: what else is told then may be about other cases than before. */
export function mayMove(known: KnownCase, { renumberedTo, mergedInto }: CaseChange): boolean {
  return (renumberedTo ?? known.case_ref) !== known.case_ref || mergedInto !== undefined || known.merged_into !== null;
}

/**
 * A case that was heard of before digests were kept is known by its words. Words that mean another status since a rule was changed are news, and so are
 * those that a case says at a later time, whose report was transferred to it since it last said anything.
 */
export function saysTheSame({ known, change, said, eventAt }: JudgedChange): boolean {
  if (change.public && known.news_status !== null && meansOther(known, change.public)) return false;
  if (change.public && known.news_status === null && known.said !== null && eventAt) return false;
  if (known.said !== null) return known.said === said;
  return known.crm_status === change.crmStatus && (known.crm_reason ?? undefined) === change.crmReason;
}

function meansOther({ news_status, news_detail }: KnownCase, { status, detail }: PublicChange): boolean {
  return news_status !== status || news_detail !== detail;
}

export const inTheirTime = (a: CaseChange, b: CaseChange): number => timeOf(a) - timeOf(b);

/** One without a time is how the case stands now. */
const timeOf = ({ changedAt }: CaseChange): number => changedAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

/** Of a request that was erased only the status is followed. A case that is gone in the CRM stays closed as it was. */
function plainOf(change: CaseChange, { erased, news_status }: KnownCase): CaseChange {
  const kept = change.isGone && news_status === 'closed' ? { ...change, public: undefined } : change;
  if (!erased) return kept;
  const { text: _text, crmReason: _reason, agency: _agency, ...rest } = kept;
  return { ...rest, public: kept.public && { status: kept.public.status, detail: kept.public.detail } };
}

/** A change as it is written: `caseRef` is the reference that the case has from now on. */
export interface WrittenChange extends JudgedChange {
  readonly caseRef: CaseRef;
  /** The case follows another one than before. */
  readonly isMoved: boolean;
  /** It says what was said before: the words keep the news that they were. */
  readonly isSame: boolean;
}
