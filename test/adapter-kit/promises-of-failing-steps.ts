import { MisconfiguredError, OutcomeUnknownError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext, type TestContextOverrides } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';
import { expectNothingPersonal, type SentStep, type StepUnderTest } from './step-under-test.js';

/** Far below the context's own patience: ended by the signal, or not at all. */
const SOON_MS = 5_000;

/** The same faults as for a case that is made mean the same for a step that comes after it, and no error tells who a resident is. */
export function promisesOfFailingSteps<S extends object>(subject: Subject<S>, step: StepUnderTest): void {
  const { bench, request, faultWords, badCredentials, cannot } = subject;
  const { what, operation, make } = step;
  const aCase = () => bench().adapter().createCase(request(), aCallContext());
  /** How a try ends, and how often the CRM has it then. */
  const tried = async (caseRef: string, sent: SentStep = make(), changes = {}, context: TestContextOverrides = {}) => {
    const failure: unknown = await sent
      .send(bench().adapter(changes), caseRef, aCallContext(context))
      .catch((error: unknown) => error);
    expectNothingPersonal(failure, sent);
    return { failure, count: sent.countIn(await bench().theOnlyCase()) };
  };

  it(`calls a refused connection transient, for ${what}`, async () => {
    const caseRef = await aCase();
    await bench().control.misbehave({ mode: 'refuse' });
    expect(await tried(caseRef)).toEqual({ failure: expect.any(TransientError), count: 0 });
  });

  it(`passes on, as a rejection, what the CRM has against ${what}`, async () => {
    const caseRef = await aCase();
    await bench().control.misbehave({ mode: 'fault', op: operation });
    const { failure, count } = await tried(caseRef);
    expect([failure, count]).toEqual([expect.any(RejectedError), 0]);
    expect((failure as Error).message).toMatch(faultWords);
  });

  it(`calls refused and wrong credentials a misconfiguration, for ${what}`, async () => {
    const caseRef = await aCase();
    expect(await tried(caseRef, make(), badCredentials)).toEqual({ failure: expect.any(MisconfiguredError), count: 0 });
    await bench().control.misbehave({ mode: 'auth', op: operation });
    expect(await tried(caseRef)).toEqual({ failure: expect.any(MisconfiguredError), count: 0 });
  });

  it(`waits with ${what} when there are too many calls`, async () => {
    const caseRef = await aCase();
    await bench().control.misbehave({ mode: 'ratelimit', op: operation });
    expect(await tried(caseRef)).toEqual({ failure: expect.any(TransientError), count: 0 });
  });

  const [expected, why] = cannot?.serverError
    ? [RejectedError, `a refusal: ${cannot.serverError}`]
    : [OutcomeUnknownError, 'an unknown outcome'];
  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)(`calls an error of the server ${why} (%s the CRM took ${what})`, async (when, count) => {
    const caseRef = await aCase();
    await bench().control.misbehave({ mode: 'error500', when, op: operation });
    expect(await tried(caseRef)).toEqual({ failure: expect.any(expected), count });
  });

  it(`sends nothing of ${what} when the signal has gone before`, async () => {
    const caseRef = await aCase();
    const gone = { signal: AbortSignal.abort() };
    expect(await tried(caseRef, make(), {}, gone)).toEqual({ failure: expect.any(TransientError), count: 0 });
  });

  it(`ends a hanging call at the signal, and does not know what became of ${what}`, async () => {
    const caseRef = await aCase();
    await bench().control.misbehave({ mode: 'hang', when: 'after', op: operation });
    const stop = new AbortController();
    const sent = make();
    const call = tried(caseRef, sent, {}, { signal: stop.signal });
    while (sent.countIn(await bench().theOnlyCase()) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    const stopped = Date.now();
    stop.abort();
    expect(await call).toEqual({ failure: expect.any(OutcomeUnknownError), count: 1 });
    expect(Date.now() - stopped).toBeLessThan(SOON_MS);
  });
}
