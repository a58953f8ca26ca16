import type { CallContext, CaseSnapshot, ChangePage, ChangeWindow, CrmAdapter } from '../adapter-kit/adapter.js';
import type { TrialStep } from '../settings/shapes/example-shape.js';
import type { TrialSubject } from './sample.js';

type Verb = (context: CallContext) => Promise<unknown>;
const HOUR_MS = 3_600_000;

/** What a trial asks for where the bridge knows from when on: an hour that ends with the report. */
export function inventedWindow({ request: { requestedAt } }: TrialSubject): ChangeWindow {
  return { from: new Date(requestedAt.getTime() - HOUR_MS), to: requestedAt };
}

/**
 * The call that a step is; undefined where this connection's CRM can't do it.
 * @param goesOn whether there is an answer for a next page.
 */
export function verbOf(step: TrialStep, adapter: CrmAdapter, subject: TrialSubject, goesOn: () => boolean): Verb | undefined {
  const { request, caseRef, note, change, picture } = subject;
  const window = inventedWindow(subject);
  const since = window.from;
  const verbs: Record<TrialStep, Verb | false | undefined> = {
    create_case: async (context) => ({ caseRef: await adapter.createCase(request, context) }),
    find_case: (context) => adapter.findCase(request, since, context),
    add_note: adapter.addNote && ((context) => adapter.addNote!(caseRef, note, context)),
    find_note: adapter.findNote && ((context) => adapter.findNote!(caseRef, note, context)),
    attach_media: adapter.attachMedia && ((context) => adapter.attachMedia!(caseRef, picture, context)),
    update_case: adapter.updateCase && ((context) => adapter.updateCase!(caseRef, change, context)),
    fetch_status: (adapter.fetchStatus ?? adapter.fetchStatuses) && ((context) => statusOf(adapter, caseRef, context)),
    fetch_changes: adapter.fetchChanges && ((context) => changesOf(adapter, window, goesOn, context)),
    check: (context) => adapter.check(context),
  };
  return verbs[step] || undefined;
}

async function statusOf(adapter: CrmAdapter, caseRef: string, context: CallContext): Promise<CaseSnapshot | undefined> {
  if (adapter.fetchStatus) return adapter.fetchStatus(caseRef, context);
  return (await adapter.fetchStatuses!([caseRef], context))[0];
}

/** Page after page, as polling does. `nextPage` is left where there is one and no answer for it. */
async function changesOf(
  adapter: CrmAdapter,
  window: ChangeWindow,
  goesOn: () => boolean,
  context: CallContext,
): Promise<ChangePage & { readonly pages: number }> {
  let page = await adapter.fetchChanges!(window, undefined, context);
  let pages = 1;
  while (page.nextPage !== undefined && goesOn()) {
    const next = await adapter.fetchChanges!(window, page.nextPage, context);
    const doubts = [...(page.doubts ?? []), ...(next.doubts ?? [])];
    page = { ...next, changes: [...page.changes, ...next.changes], ...(doubts.length > 0 && { doubts }) };
    pages += 1;
  }
  return { ...page, pages };
}
