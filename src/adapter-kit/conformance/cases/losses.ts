import type { Misbehaviour } from '../../emulator/misbehaviour.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failsAs, lacks, same } from '../expectations.js';
import { errorTexts } from '../secrecy.js';
import { operationOf, type Write, WRITES } from '../writes.js';
import { higher, needsOf } from './write-failures.js';

/** Each leaves open whether the CRM did it. The numbers are those of the cases in which it did, and in which it did not. */
export const LOST_ANSWERS: readonly LostAnswer[] = [
  { after: 1, before: 7, mode: 'drop', how: 'the connection is gone' },
  { after: 2, before: 8, mode: 'html', how: 'a web page comes instead' },
  { after: 3, before: 9, mode: 'truncate', how: 'half of it comes as if it were whole' },
  { after: 4, before: 10, mode: 'empty', how: 'nothing is in it' },
  { after: 5, before: 11, mode: 'cut', how: 'the connection ends in the middle of it' },
  { after: 6, before: 12, mode: 'garbage', how: 'it can not be read' },
  { after: 13, before: 14, mode: 'blank', how: 'it is whole and does not say that anything was done' },
];

interface LostAnswer {
  readonly after: number;
  readonly before: number;
  readonly mode: Misbehaviour;
  /** What became of the answer. */
  readonly how: string;
}

export const numbered = (number: number): string => String(number).padStart(2, '0');

export const lossCases: readonly ConformanceCase[] = WRITES.flatMap((write) =>
  LOST_ANSWERS.flatMap(({ after, before, mode, how }) => [
    lossCase(write, mode, 'after', after, `does not know the outcome when the CRM took ${write.what} and, of the answer, ${how}`),
    lossCase(
      write,
      mode,
      'before',
      before,
      `does not know the outcome when ${write.what} got lost on the way and, of the answer, ${how}`,
    ),
  ]),
);

function lossCase(write: Write, mode: Misbehaviour, when: 'before' | 'after', number: number, title: string): ConformanceCase {
  return {
    id: `${write.group}-LOST-${numbered(number)}`,
    title,
    level: higher(write.level, 'reliable'),
    needs: [...needsOf(write), `fault:${mode}`],
    async run(bench) {
      const sending = await write.prepare(bench);
      await bench.control.misbehave({ mode, when, op: operationOf(write, bench) });
      const error = await failsAs(`${write.what}, ${mode}`, 'unknown', sending.send(bench.adapter(), bench.context()));
      for (const value of sending.personal) lacks('the error, which an operator may see', errorTexts(error), value);
      same(`how often the CRM has ${write.what}`, await sending.count(), when === 'after' ? 1 : 0);
    },
  };
}
