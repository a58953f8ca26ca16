import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import type { HereCase } from '../store/reconcile/here-case.js';
import { oldNews } from '../store/sync/old-news.js';
import { toChange } from '../sync/public-change.js';
import type { Run } from './run.js';

interface Unheard {
  readonly here: HereCase;
  readonly there: CaseSnapshot;
}

/** So many cases with news that never came are kept in mind. */
const MOST = 10_000;

/** Of changes in any order the newest of each case that polling never brought: only that one may differ. */
export class UnheardNews {
  private readonly newest = new Map<string, Unheard>();

  constructor(private readonly run: Run) {}

  hear(here: HereCase | undefined, there: CaseSnapshot): void {
    if (!here || this.run.isFresh(there)) return;
    const { crmChangedAt: crm_changed_at, seen } = here;
    if (oldNews({ crm_changed_at, seen }, toChange(this.run.settings, there))) return;
    const before = this.newest.get(here.caseRef);
    if (before ? isNewer(there, before.there) : this.newest.size < MOST) this.newest.set(here.caseRef, { here, there });
  }

  report(): void {
    for (const { here, there } of this.newest.values()) this.run.judge(here, there);
  }
}

/** One without a time is of now. */
function isNewer(one: CaseSnapshot, other: CaseSnapshot): boolean {
  return (one.changedAt?.getTime() ?? Infinity) >= (other.changedAt?.getTime() ?? Infinity);
}
