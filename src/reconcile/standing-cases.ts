import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import type { HereCase } from '../store/reconcile/here-case.js';
import type { Run } from './run.js';

/** Asks the CRM for every case that the bridge knows of the span; where it can't be asked, its last words are held against the rules of today. */
export async function standingCases(run: Run): Promise<void> {
  for await (const page of run.parts.store.standing(run.where, run.options.span)) {
    run.tally.cases += page.length;
    if (run.crm.tellsOfCases) await askedFor(run, page);
    else for (const here of page) byLastWords(run, here);
    if (run.isOver) return;
  }
}

async function askedFor(run: Run, page: readonly HereCase[]): Promise<void> {
  const { told, refused } = await run.crm.statuses(page.map(({ caseRef }) => caseRef));
  const heard = new Map((await run.heard([...told.values()])).map((each) => [each.caseRef, each]));
  // Read anew: what polling applied while the CRM was being asked is no difference.
  const known = await run.parts.store.known(run.settings.id, [...told.keys()]);
  for (const here of page) {
    const there = heard.get(here.caseRef);
    if (refused.has(here.caseRef)) run.tally.refused += 1;
    else if (!there) await missing(run, here);
    else {
      twice(run, here, heard);
      run.judge(known.get(here.caseRef) ?? here, there);
    }
  }
}

function byLastWords(run: Run, here: HereCase): void {
  if (!here.crmStatus) return;
  run.judge(here, { caseRef: here.caseRef, status: here.crmStatus, reason: here.crmReason ?? undefined });
}

/** Both cases of one request go on: one of them stands for it. */
function twice(run: Run, here: HereCase, heard: ReadonlyMap<string, CaseSnapshot>): void {
  const { otherRef } = here;
  if (otherRef === null || here.mergedInto !== null || heard.get(here.caseRef)?.deleted || heard.get(otherRef)?.deleted) return;
  const [caseRef, other] = [here.caseRef, otherRef].sort();
  run.findings.add({ kind: 'twice', repair: 'person', request: here.request, caseRef, otherRef: other });
}

/** Gone with the CRM's word is no difference, nor is a case that goes on in another one. Else it may have another number there. */
async function missing(run: Run, here: HereCase): Promise<void> {
  const isGone = here.crmStatus === '' && here.news?.status === 'closed';
  if (isGone || here.mergedInto !== null) return;
  const { request, caseRef } = here;
  const looked = here.delivery === null ? undefined : await run.look(here.delivery);
  const found = looked?.is === 'found' ? looked.caseRef : undefined;
  if (found !== undefined && found !== caseRef)
    return run.findings.add(
      { kind: 'renumbered', repair: 'apply', request, caseRef, otherRef: found, ...deliveryOf(here) },
      { caseRef, status: '', renumberedTo: found },
    );
  if (found === undefined) run.findings.add({ kind: 'missing_there', repair: 'person', request, caseRef, ...deliveryOf(here) });
}

const deliveryOf = ({ delivery }: HereCase) => (delivery === null ? {} : { delivery });
