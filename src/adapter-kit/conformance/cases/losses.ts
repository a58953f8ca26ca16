import type { Misbehaviour } from '../../emulator/misbehaviour.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failsAs, lacks, same } from '../expectations.js';
import { errorTexts } from '../secrecy.js';
import { operationOf, type Write, WRITES } from '../writes.js';
import { higher, needsOf } from './write-failures.js';

/** Each leaves open whether the CRM did it. */
export const LOST_ANSWERS: readonly (readonly [number: number, mode: Misbehaviour, how: string])[] = [
  [1, 'drop', 'the connection is gone'],
  [2, 'html', 'a web page comes instead'],
  [3, 'truncate', 'half of it comes as if it were whole'],
  [4, 'empty', 'nothing is in it'],
  [5, 'cut', 'the connection ends in the middle of it'],
  [6, 'garbage', 'it can not be read'],
];

export const numbered = (number: number): string => String(number).padStart(2, '0');

export const lossCases: readonly ConformanceCase[] = WRITES.flatMap((write) =>
  LOST_ANSWERS.flatMap(([number, mode, how]) => [
    lossCase(
      write,
      mode,
      'after',
      number,
      `does not know the outcome when the CRM took ${write.what} and, of the answer, ${how}`,
    ),
    lossCase(
      write,
      mode,
      'before',
      LOST_ANSWERS.length + number,
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
