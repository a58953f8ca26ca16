import type { CallContext, CaseSnapshot, CrmAdapter } from '../adapter-kit/adapter.js';
import type { TrialStep } from '../settings/shapes/example-shape.js';
import type { TrialSubject } from './sample.js';

type Verb = (context: CallContext) => Promise<unknown>;
const HOUR_MS = 3_600_000;

/** The call that a step is; undefined where this connection's CRM can't do it. */
export function verbOf(step: TrialStep, adapter: CrmAdapter, subject: TrialSubject): Verb | undefined {
  const { request, caseRef, note, change, picture } = subject;
  const since = new Date(request.requestedAt.getTime() - HOUR_MS);
  const verbs: Record<TrialStep, Verb | false | undefined> = {
    create_case: async (context) => ({ caseRef: await adapter.createCase(request, context) }),
    find_case: (context) => adapter.findCase(request, since, context),
    add_note: adapter.addNote && ((context) => adapter.addNote!(caseRef, note, context)),
    find_note: adapter.findNote && ((context) => adapter.findNote!(caseRef, note, context)),
    attach_media: adapter.attachMedia && ((context) => adapter.attachMedia!(caseRef, picture, context)),
    update_case: adapter.updateCase && ((context) => adapter.updateCase!(caseRef, change, context)),
    fetch_status: (adapter.fetchStatus ?? adapter.fetchStatuses) && ((context) => statusOf(adapter, caseRef, context)),
    fetch_changes:
      adapter.fetchChanges && ((context) => adapter.fetchChanges!({ from: since, to: request.requestedAt }, undefined, context)),
    check: (context) => adapter.check(context),
  };
  return verbs[step] || undefined;
}

async function statusOf(adapter: CrmAdapter, caseRef: string, context: CallContext): Promise<CaseSnapshot | undefined> {
  if (adapter.fetchStatus) return adapter.fetchStatus(caseRef, context);
  return (await adapter.fetchStatuses!([caseRef], context))[0];
}
