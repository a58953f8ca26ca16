import { OutcomeUnknownError, TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';

const LOST_ANSWERS = ['drop', 'html', 'truncate', 'empty'] as const;
const A_MINUTE_MS = 60_000;
const shortlyBefore = (): Date => new Date(Date.now() - A_MINUTE_MS);

export function promisesOfFinding<S extends object>(subject: Subject<S>): void {
  const { bench, request, createOperation, cannot } = subject;

  it.each(LOST_ANSWERS)('does not know the outcome when the case is made and the answer goes wrong (%s)', async (mode) => {
    await bench().control.misbehave({ mode, when: 'after', op: createOperation });
    await expect(bench().adapter().createCase(request(), aCallContext())).rejects.toBeInstanceOf(OutcomeUnknownError);
    await bench().theOnlyCase();
  });

  if (cannot?.findCase) {
    it(`can not look for a case, and says why: ${cannot.findCase}`, async () => {
      const answer = await bench().adapter().findCase(request(), shortlyBefore(), aCallContext());
      expect(answer).toEqual({ is: 'unknowable', reason: expect.stringMatching(/\w+ \w+/) });
    });
    return;
  }
  promisesOfLookingUp(subject);
}

function promisesOfLookingUp<S extends object>({ bench, request, createOperation }: Subject<S>): void {
  it('finds no case before there is one, whatever others are there', async () => {
    const adapter = bench().adapter();
    const sought = request();
    await expect(adapter.findCase(sought, shortlyBefore(), aCallContext())).resolves.toEqual({ is: 'absent' });
    await adapter.createCase(request({ id: `${sought.id}9` }), aCallContext());
    await adapter.createCase(request({ id: `9${sought.id}` }), aCallContext());
    await expect(adapter.findCase(sought, shortlyBefore(), aCallContext())).resolves.toEqual({ is: 'absent' });
  });

  it.each(LOST_ANSWERS)('finds the one case whose answer was lost (%s)', async (mode) => {
    const ours = request();
    const adapter = bench().adapter();
    const { idempotencyKey } = aCallContext();
    await adapter.createCase(request(), aCallContext());
    await bench().control.misbehave({ mode, when: 'after', op: createOperation });
    await adapter.createCase(ours, aCallContext({ idempotencyKey })).catch(() => undefined);
    await bench().control.behave();
    const lost = (await bench().control.cases()).at(-1)!;
    await expect(adapter.findCase(ours, shortlyBefore(), aCallContext({ idempotencyKey }))).resolves.toEqual({
      is: 'found',
      caseRef: lost.ref,
    });
  });

  it('does not call a case absent when the CRM could not be asked', async () => {
    await bench().control.misbehave({ mode: 'refuse' });
    await expect(bench().adapter().findCase(request(), shortlyBefore(), aCallContext())).rejects.toBeInstanceOf(TransientError);
  });

  it.each(['html', 'truncate', 'empty', 'fault', 'error500'] as const)(
    'does not call a case absent on an unreadable answer (%s)',
    async (mode) => {
      await bench().control.misbehave({ mode });
      await expect(bench().adapter().findCase(request(), shortlyBefore(), aCallContext())).rejects.toMatchObject({
        kind: expect.any(String),
      });
    },
  );
}
