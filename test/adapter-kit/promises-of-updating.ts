import { aCallContext } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';
import { promisesOfFailingSteps } from './promises-of-failing-steps.js';
import { promisesOfLostSteps } from './promises-of-finding-steps.js';
import type { SentStep } from './step-under-test.js';

const FIXED = { id: 'upd-77', status: 'fixed', writtenAt: new Date() } as const;
const OPEN = { id: 'upd-78', status: 'open', writtenAt: new Date() } as const;

/** The settings under test close a case at `fixed`, open it again at `open`, and do nothing else. */
export function promisesOfUpdating<S extends object>(subject: Subject<S>): void {
  const { bench, request, updateOperation, cannot } = subject;
  if (cannot?.updateCase) {
    it(`has no updateCase: ${cannot.updateCase}`, () => expect(bench().adapter().updateCase).toBeUndefined());
    return;
  }
  const step = { what: 'a word on the status', operation: updateOperation!, make: aSentWord };
  promisesOfLostSteps(subject, step);
  promisesOfFailingSteps(subject, step);

  it('closes and opens a case at a resident’s word, and twice is as good as once', async () => {
    const adapter = bench().adapter();
    const caseRef = await adapter.createCase(request(), aCallContext());
    const stands = async () => (await bench().theOnlyCase()).status;
    for (const change of [FIXED, FIXED]) await adapter.updateCase!(caseRef, change, aCallContext());
    expect(await stands()).toBe('closed');
    for (const change of [OPEN, OPEN]) await adapter.updateCase!(caseRef, change, aCallContext());
    expect(await stands()).toBe('open');
  });

  it('leaves a case alone at a word that the settings don’t name', async () => {
    const adapter = bench().adapter();
    const caseRef = await adapter.createCase(request(), aCallContext());
    const before = await bench().theOnlyCase();
    await adapter.updateCase!(caseRef, { ...FIXED, status: 'planned' }, aCallContext());
    expect(await bench().theOnlyCase()).toEqual(before);
  });
}

function aSentWord(): SentStep {
  return {
    send: (adapter, caseRef, context) => adapter.updateCase!(caseRef, FIXED, context),
    countIn: ({ status }) => (status === 'closed' ? 1 : 0),
    personal: [],
  };
}
