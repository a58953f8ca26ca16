import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import type { PublicChange } from '../domain/case-news.js';
import type { Difference, DifferenceKind } from '../domain/reconciliation.js';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import type { HereCase } from '../store/reconcile/here-case.js';
import { toChange } from '../sync/public-change.js';

type Rules = Pick<ConnectionSettings, 'statusRules' | 'sync'>;

/** `unmapped`: no status rule knows the CRM's words, so nothing can be said. */
export type Compared = Difference | 'same' | 'unmapped';

/**
 * A case that both sides know. Texts are compared only where the CRM tells one here, as many tell it with their changes alone.
 * @param there without texts that are our own words told back.
 */
export function compareCase(rules: Rules, here: HereCase, there: CaseSnapshot): Compared {
  const about = { request: here.request, caseRef: here.caseRef, ...(here.delivery !== null && { delivery: here.delivery }) };
  const { renumberedTo, mergedInto } = there;
  if (renumberedTo !== undefined && renumberedTo !== here.caseRef)
    return { kind: 'renumbered', repair: 'apply', ...about, otherRef: renumberedTo };
  if (mergedInto !== undefined && mergedInto !== here.caseRef && here.mergedInto === null)
    return { kind: 'merged', repair: 'apply', ...about, otherRef: mergedInto };
  if (there.status === '' && !there.deleted) return 'same';
  const change = toChange(rules, there);
  if (!change.public) return 'unmapped';
  const kind = kindOf(here, change.public, { isGone: change.isGone, hasText: there.publicText !== undefined });
  return kind ? { kind, repair: 'apply', ...about, here: hereText(here), there: thereText(change.public, there.status) } : 'same';
}

function kindOf(
  here: HereCase,
  there: PublicChange,
  { isGone, hasText }: { isGone?: boolean; hasText: boolean },
): DifferenceKind | undefined {
  const isOther = (status: string) => status !== there.status;
  const differs = isOther(here.news?.status ?? here.status) || publicStatuses(here, there).some(isOther);
  if (differs) return there.status === 'closed' ? 'closed_there' : 'open_there';
  if (isGone || here.news === null) return undefined;
  const isTextOther = hasText && !here.erased && there.notes !== undefined && there.notes !== here.news.notes;
  return here.news.detail !== there.detail || isTextOther ? 'text_differs' : undefined;
}

/** What the public sees, as far as this case alone decides it. */
function publicStatuses({ role, mergedInto, isOnly, status }: HereCase, there: PublicChange): string[] {
  if (role === 'copy' || mergedInto !== null) return [];
  return isOnly || there.status === 'open' ? [status] : [];
}

const hereText = ({ news, status, detail, mergedInto }: HereCase) => {
  const isPublic = !news || mergedInto !== null || (news.status === status && news.detail === detail);
  const own = `${news?.status ?? status} (${news?.detail ?? detail})`;
  return isPublic ? own : `${own}, in public ${status} (${detail})`;
};

/** Words of status come from the CRM's own lists, but nobody can be sure. */
const LONGEST_WORD = 60;
const thereText = ({ status, detail }: PublicChange, word: string) => `${status} (${detail}): ${word.slice(0, LONGEST_WORD)}`;
