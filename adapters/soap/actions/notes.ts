import type { CrmAdapter } from '../../../src/adapter-kit/adapter.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import type { SoapNote, SoapUpdate } from '../settings/action-settings.js';
import type { SoapSettings } from '../soap.settings.js';
import type { ScopeMaker } from './scope.js';
import { StepChain } from './step-chain.js';
import { StepFinder } from './step-finder.js';

/** `addNote`, and `findNote` where the section says how to look. */
export function noteVerbs(
  note: SoapNote,
  settings: SoapSettings,
  runner: OperationRunner,
  scopes: ScopeMaker,
): Pick<CrmAdapter, 'addNote' | 'findNote'> {
  const chain = new StepChain('actions.note', note.steps, settings, runner);
  const look = note.find && new StepFinder('actions.note.find', note.find, settings, runner);
  return {
    addNote: async (caseRef, given, context) => void (await chain.run(scopes.ofNote(caseRef, given, context), context)),
    ...(look && {
      findNote: (caseRef, given, context) => look.find(scopes.ofNote(caseRef, given, context), context),
    }),
  };
}

/** A change for which no step is needed is one that the CRM doesn't follow. */
export function updateVerb(
  update: SoapUpdate,
  settings: SoapSettings,
  runner: OperationRunner,
  scopes: ScopeMaker,
): NonNullable<CrmAdapter['updateCase']> {
  const chain = new StepChain('actions.update', update.steps, settings, runner);
  return async (caseRef, change, context) => {
    const { last } = await chain.run(scopes.ofChange(caseRef, change, context), context);
    if (!last) context.logger.info({ caseRef, status: change.status }, 'no step is for this status: the case stays as it is');
  };
}
