import type { FailureKind } from '../../../domain/delivery.js';
import type { Misbehaviour } from '../../emulator/misbehaviour.js';
import type { ConformanceCase } from '../conformance-case.js';
import { failsAs } from '../expectations.js';
import { type Read, READS } from '../reads.js';
import { numbered } from './losses.js';
import { higher } from './write-failures.js';

const ANY_KIND: readonly FailureKind[] = ['transient', 'unavailable', 'rejected', 'misconfigured', 'unknown'];
/** A read that failed can simply be asked again; `unknown` is for what may have been done. */
const AGAIN: readonly FailureKind[] = ['transient', 'unavailable'];

const FAULTS: readonly (readonly [number: number, mode: Misbehaviour, kinds: readonly FailureKind[]])[] = [
  [1, 'refuse', AGAIN],
  [2, 'drop', AGAIN],
  [3, 'html', ANY_KIND],
  [4, 'truncate', ANY_KIND],
  [5, 'empty', ANY_KIND],
  [6, 'cut', AGAIN],
  [7, 'garbage', ANY_KIND],
  [8, 'fault', ANY_KIND],
  [9, 'error500', ANY_KIND],
  [10, 'error503', AGAIN],
  [11, 'ratelimit', AGAIN],
  [12, 'auth', ['misconfigured']],
  [13, 'error403', ['misconfigured']],
  [14, 'error404', ANY_KIND],
];

export const readFailureCases: readonly ConformanceCase[] = READS.flatMap((read) =>
  FAULTS.map(([number, mode, kinds]) => faultCase(read, number, mode, kinds)),
);

function faultCase(read: Read, number: number, mode: Misbehaviour, kinds: readonly FailureKind[]): ConformanceCase {
  return {
    id: `${read.group}-FAIL-${numbered(number)}`,
    title: `asked ${read.asked}, makes no answer out of a failure (${mode})`,
    // Some CRMs have nothing that could be wrong about a mere log-in.
    level: mode === 'fault' ? higher(read.level, 'reliable') : read.level,
    needs: ['ledger', ...read.verbs, `fault:${mode}`],
    async run(bench) {
      const ask = await read.prepare(bench);
      await bench.control.misbehave({ mode });
      await failsAs(`asked ${read.asked} under ${mode}`, kinds, ask(bench.adapter(), bench.context()));
    },
  };
}
