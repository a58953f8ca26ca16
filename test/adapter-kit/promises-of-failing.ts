import { MisconfiguredError, OutcomeUnknownError, RejectedError, TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';

/** Far below the context's own patience: ended by the signal, or not at all. */
const SOON_MS = 5_000;

export function promisesOfFailing<S extends object>(subject: Subject<S>): void {
  const { bench, request, createOperation, faultWords, badCredentials } = subject;
  const create = (changes = {}) => bench().adapter(changes).createCase(request(), aCallContext());

  it('calls a refused connection transient', async () => {
    await bench().control.misbehave({ mode: 'refuse' });
    await expect(create()).rejects.toBeInstanceOf(TransientError);
    expect(await bench().control.cases()).toEqual([]);
  });

  it('passes on, as a rejection, what the CRM has against a case', async () => {
    await bench().control.misbehave({ mode: 'fault', op: createOperation });
    const failure: unknown = await create().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RejectedError);
    expect((failure as Error).message).toMatch(faultWords);
    expect(await bench().control.cases()).toEqual([]);
  });

  it('calls refused credentials a misconfiguration', async () => {
    await bench().control.misbehave({ mode: 'auth', op: createOperation });
    await expect(create()).rejects.toBeInstanceOf(MisconfiguredError);
    expect(await bench().control.cases()).toEqual([]);
  });

  it('calls wrong credentials a misconfiguration', async () => {
    await expect(create(badCredentials)).rejects.toBeInstanceOf(MisconfiguredError);
    expect(await bench().control.cases()).toEqual([]);
  });

  promisesOfBusyServers(subject);
  promisesOfWaiting(subject);
}

function promisesOfBusyServers<S extends object>({ bench, request, createOperation, cannot }: Subject<S>): void {
  const failed = (): Promise<unknown> =>
    bench()
      .adapter()
      .createCase(request(), aCallContext())
      .catch((error: unknown) => error);

  const retryAfter = cannot?.retryAfter ? `, though not for how long: ${cannot.retryAfter}` : ' for as long as the CRM asks';
  it(`waits${retryAfter} when there are too many calls`, async () => {
    await bench().control.misbehave({ mode: 'ratelimit', op: createOperation });
    const failure = await failed();
    expect(failure).toBeInstanceOf(TransientError);
    const { retryAfterMs } = failure as TransientError;
    if (cannot?.retryAfter) expect(retryAfterMs).toBeUndefined();
    else expect(retryAfterMs).toBeGreaterThan(0);
    expect(await bench().control.cases()).toEqual([]);
  });

  const [expected, why] = cannot?.serverError
    ? [RejectedError, `a refusal: ${cannot.serverError}`]
    : [OutcomeUnknownError, 'an unknown outcome'];
  it.each(['before', 'after'] as const)(
    `calls an error of the server, once everything was sent, ${why} (%s the case was made)`,
    async (when) => {
      await bench().control.misbehave({ mode: 'error500', when, op: createOperation });
      expect(await failed()).toBeInstanceOf(expected);
    },
  );
}

function promisesOfWaiting<S extends object>({ bench, request, createOperation }: Subject<S>): void {
  it('waits for a slow answer, and makes one case', async () => {
    await bench().control.misbehave({ mode: 'slow', delayMs: 300, op: createOperation });
    const caseRef = await bench().adapter().createCase(request(), aCallContext());
    expect((await bench().theOnlyCase()).ref).toBe(caseRef);
  });

  it('ends a hanging call at the signal, and does not know the outcome', async () => {
    await bench().control.misbehave({ mode: 'hang', when: 'after', op: createOperation });
    const stop = new AbortController();
    const call = bench()
      .adapter()
      .createCase(request(), aCallContext({ signal: stop.signal }));
    const failure = call.catch((error: unknown) => error);
    await untilThereIsACase(bench().control);
    const stopped = Date.now();
    stop.abort();
    expect(await failure).toBeInstanceOf(OutcomeUnknownError);
    expect(Date.now() - stopped).toBeLessThan(SOON_MS);
  });

  it('sends nothing when the signal has gone before', async () => {
    const call = bench()
      .adapter()
      .createCase(request(), aCallContext({ signal: AbortSignal.abort() }));
    await expect(call).rejects.toBeInstanceOf(TransientError);
    expect(await bench().control.cases()).toEqual([]);
  });
}

async function untilThereIsACase(control: { cases(): Promise<readonly unknown[]> }): Promise<void> {
  while ((await control.cases()).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
}
