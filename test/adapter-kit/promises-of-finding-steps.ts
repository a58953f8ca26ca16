import { OutcomeUnknownError, TransientError } from '../../src/adapter-kit/errors.js';
import { aCallContext } from './a-call-context.js';
import type { Subject } from './adapter-under-test.js';
import { expectNothingPersonal, type StepUnderTest } from './step-under-test.js';

const LOST_ANSWERS = ['drop', 'html', 'truncate', 'empty'] as const;

export function promisesOfLostSteps<S extends object>(
  { bench, request }: Subject<S>,
  { what, operation, make }: StepUnderTest,
): void {
  it.each(LOST_ANSWERS)(`does not know the outcome when the CRM took ${what} and the answer goes wrong (%s)`, async (mode) => {
    const caseRef = await bench().adapter().createCase(request(), aCallContext());
    await bench().control.misbehave({ mode, when: 'after', op: operation });
    const sent = make();
    const failure: unknown = await sent.send(bench().adapter(), caseRef, aCallContext()).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OutcomeUnknownError);
    expectNothingPersonal(failure, sent);
    expect(sent.countIn(await bench().theOnlyCase())).toBe(1);
  });
}

export function promisesOfFindingSteps<S extends object>(subject: Subject<S>, step: StepUnderTest): void {
  const { bench, request, cannot } = subject;
  const { what, findVerb } = step;
  if (findVerb && cannot?.[findVerb]) {
    it(`has no ${findVerb}: ${cannot[findVerb]}`, () => expect(bench().adapter()[findVerb]).toBeUndefined());
    return;
  }
  const aCase = () => bench().adapter().createCase(request(), aCallContext());

  it(`says absent of ${what} that was never sent, whatever else is there`, async () => {
    const caseRef = await aCase();
    const [sought, other, elsewhere] = [step.make(), step.make(), await aCase()];
    const look = () => sought.find!(bench().adapter(), caseRef, aCallContext());
    await expect(look()).resolves.toEqual({ is: 'absent' });
    await other.send(bench().adapter(), caseRef, aCallContext());
    await sought.send(bench().adapter(), elsewhere, aCallContext());
    await expect(look()).resolves.toEqual({ is: 'absent' });
  });

  promisesOfLooks(subject, step);
}

function promisesOfLooks<S extends object>({ bench, request }: Subject<S>, { what, operation, make }: StepUnderTest): void {
  const aCase = () => bench().adapter().createCase(request(), aCallContext());

  it.each(LOST_ANSWERS)(`finds ${what} whose answer was lost (%s)`, async (mode) => {
    const [caseRef, sent, adapter] = [await aCase(), make(), bench().adapter()];
    const { idempotencyKey } = aCallContext();
    await make().send(adapter, caseRef, aCallContext());
    await bench().control.misbehave({ mode, when: 'after', op: operation });
    await sent.send(adapter, caseRef, aCallContext({ idempotencyKey })).catch(() => undefined);
    await bench().control.behave();
    await expect(sent.find!(adapter, caseRef, aCallContext({ idempotencyKey }))).resolves.toEqual({ is: 'done' });
  });

  it.each(LOST_ANSWERS)(`says absent of ${what} that never reached the CRM (%s)`, async (mode) => {
    const [caseRef, sent, adapter] = [await aCase(), make(), bench().adapter()];
    await bench().control.misbehave({ mode, when: 'before', op: operation });
    await sent.send(adapter, caseRef, aCallContext()).catch(() => undefined);
    await bench().control.behave();
    await expect(sent.find!(adapter, caseRef, aCallContext())).resolves.toEqual({ is: 'absent' });
  });

  it(`does not call ${what} absent when the CRM could not be asked`, async () => {
    const caseRef = await aCase();
    await bench().control.misbehave({ mode: 'refuse' });
    await expect(make().find!(bench().adapter(), caseRef, aCallContext())).rejects.toBeInstanceOf(TransientError);
  });

  it.each(['html', 'truncate', 'empty', 'fault', 'error500'] as const)(
    `does not call ${what} absent on an unreadable answer (%s)`,
    async (mode) => {
      const caseRef = await aCase();
      await bench().control.misbehave({ mode });
      await expect(make().find!(bench().adapter(), caseRef, aCallContext())).rejects.toMatchObject({ kind: expect.any(String) });
    },
  );

  it(`can't tell of ${what} on a case that the CRM does not know`, async () => {
    const look = make().find!(bench().adapter(), '999999999', aCallContext());
    await expect(look).resolves.toEqual({ is: 'unknowable', reason: expect.stringMatching(/\w+ \w+/) });
  });
}
