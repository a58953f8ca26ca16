import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import { numberClaimed } from '../domain/public-id.js';
import type { NamedRequest } from '../store/reconcile/named-requests.js';
import type { Run } from './run.js';
import { UnheardNews } from './unheard-news.js';

/** Reads what the CRM told in the span: cases with our ids that nothing here leads to, and, of a CRM that can't be asked for single cases, unheard news. */
export async function toldChanges(run: Run): Promise<void> {
  const unheard = new UnheardNews(run);
  for await (const page of run.crm.changes(run.options.span)) {
    run.tally.changes += page.changes.length;
    const told = await run.heard(page.changes);
    const known = await run.parts.store.known(
      run.settings.id,
      told.map(({ caseRef }) => caseRef),
    );
    const strangers = told.filter(({ caseRef }) => !known.has(caseRef));
    if (!run.crm.tellsOfCases) for (const each of told) unheard.hear(known.get(each.caseRef), each);
    await lookAtStrangers(run, strangers);
    if (run.isOver) break;
  }
  unheard.report();
}

async function lookAtStrangers(run: Run, strangers: readonly CaseSnapshot[]): Promise<void> {
  const ids = new Set(strangers.flatMap(({ requestId }) => requestId ?? []));
  const named = await run.parts.store.named(run.where, [...ids]);
  for (const there of strangers) {
    if (there.requestId === undefined || there.deleted) continue;
    const request = named.get(there.requestId);
    if (request) await ofRequest(run, request, there);
    else if (isOurs(run, there.requestId)) missingHere(run, there.requestId, there);
  }
}

/** Ids of other systems may stand in the same field of the CRM. */
function isOurs({ options: { jurisdiction, now } }: Run, id: string): boolean {
  const { publicIdPattern, timeZone } = jurisdiction;
  // The pattern's years count from the moment given on: one of the last decades is as good as this one's.
  return numberClaimed(publicIdPattern, id, new Date(now.getTime() - 20 * 366 * 86_400_000), timeZone) !== undefined;
}

function missingHere(run: Run, request: string, { caseRef, status }: CaseSnapshot): void {
  run.findings.add({ kind: 'missing_here', repair: 'person', request, caseRef, there: status.slice(0, 60) });
}

async function ofRequest(run: Run, named: NamedRequest, there: CaseSnapshot): Promise<void> {
  const { request, state, delivery } = named;
  if (named.caseRef !== null) return besideAnother(run, named, named.caseRef, there);
  // Its case is being made: whoever makes it looks for it.
  if (state === 'pending' || state === 'sending') return;
  if (delivery !== null && (state === 'unknown' || state === 'dead'))
    run.findings.add({ kind: 'lost_answer', repair: 'adopt', request, caseRef: there.caseRef, delivery });
  else missingHere(run, request, there);
}

/** The case that is known may have got this number, or this one may be a second. */
async function besideAnother(run: Run, { request, mergedInto }: NamedRequest, known: string, there: CaseSnapshot): Promise<void> {
  const { caseRef } = there;
  if (there.mergedInto === known || there.renumberedTo === known || mergedInto === caseRef) return;
  const told = run.crm.tellsOfCases ? (await run.crm.statuses([known])).told.get(known) : undefined;
  if (told?.mergedInto === caseRef || told?.renumberedTo === caseRef) return;
  if (run.crm.tellsOfCases && !told)
    return run.findings.add(
      { kind: 'renumbered', repair: 'apply', request, caseRef: known, otherRef: caseRef },
      { caseRef: known, status: '', renumberedTo: caseRef },
    );
  run.findings.add({ kind: 'twice', repair: 'person', request, caseRef: known, otherRef: caseRef });
}
