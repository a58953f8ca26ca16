import type { FailureKind } from '../../../domain/delivery.js';
import type { Misbehaviour, Order } from '../../emulator/misbehaviour.js';
import type { AdapterError } from '../../errors.js';
import type { ConformanceBench } from '../bench.js';
import type { ConformanceCase, Level, Need } from '../conformance-case.js';
import { contains, failsAs, holds, lacks, same } from '../expectations.js';
import { errorTexts } from '../secrecy.js';
import { operationOf, type Write, WRITES } from '../writes.js';

interface Fault {
  readonly number: string;
  readonly title: (what: string) => string;
  readonly mode: Misbehaviour;
  readonly when?: Order['when'];
  readonly kinds: readonly FailureKind[];
  /** How often the CRM has it then. */
  readonly count: 0 | 1;
  readonly level?: Level;
  readonly also?: (error: AdapterError, bench: ConformanceBench) => void;
}

const BUSY_KINDS = ['transient', 'unavailable'] as const;

const FAULTS: readonly Fault[] = [
  {
    number: '01',
    title: (what) => `calls a refused connection transient, for ${what}`,
    mode: 'refuse',
    kinds: ['transient'],
    count: 0,
  },
  {
    number: '02',
    title: (what) => `passes on, as a rejection, what the CRM has against ${what}`,
    mode: 'fault',
    kinds: ['rejected'],
    count: 0,
    also: (error, { under }) => contains('the error', error.message, under.faultWords),
  },
  {
    number: '03',
    title: (what) => `calls refused credentials a misconfiguration, for ${what}`,
    mode: 'auth',
    kinds: ['misconfigured'],
    count: 0,
  },
  {
    number: '05',
    title: (what) => `waits with ${what} when there are too many calls`,
    mode: 'ratelimit',
    kinds: BUSY_KINDS,
    count: 0,
  },
  {
    number: '06',
    title: (what) => `waits with ${what} for as long as a busy CRM asks`,
    mode: 'ratelimit',
    kinds: BUSY_KINDS,
    count: 0,
    level: 'complete',
    also: (error) => holds(waitOf(error)! > 0, `the error names no time to wait: ${waitOf(error)}`),
  },
  {
    number: '07',
    title: (what) => `tries ${what} again later, or looks for it, when the CRM is out of service`,
    mode: 'error503',
    kinds: [...BUSY_KINDS, 'unknown'],
    count: 0,
    level: 'reliable',
  },
  {
    number: '08',
    title: (what) => `waits with ${what} for as long as a CRM out of service asks`,
    mode: 'error503',
    kinds: BUSY_KINDS,
    count: 0,
    level: 'complete',
    also: (error) => same('the time to wait, in milliseconds', waitOf(error), 17_000),
  },
  {
    number: '09',
    title: (what) => `does not know the outcome of an error of the server, before it took ${what}`,
    mode: 'error500',
    when: 'before',
    kinds: ['unknown'],
    count: 0,
    level: 'reliable',
  },
  {
    number: '10',
    title: (what) => `does not know the outcome of an error of the server, after it took ${what}`,
    mode: 'error500',
    when: 'after',
    kinds: ['unknown'],
    count: 1,
    level: 'reliable',
  },
  {
    number: '11',
    title: (what) => `takes no redirect for a sign that the CRM took ${what}`,
    mode: 'redirect',
    kinds: ['unknown', 'rejected', 'misconfigured'],
    count: 0,
    level: 'reliable',
  },
  {
    number: '12',
    title: (what) => `calls it a misconfiguration that our credentials may not do it (403), for ${what}`,
    mode: 'error403',
    kinds: ['misconfigured'],
    count: 0,
  },
  {
    number: '13',
    title: (what) => `does not know the outcome of a redirect, which may follow the act: after it took ${what}`,
    mode: 'redirect',
    when: 'after',
    kinds: ['unknown'],
    count: 1,
    level: 'reliable',
  },
];

export const writeFailureCases: readonly ConformanceCase[] = WRITES.flatMap((write) => [
  ...FAULTS.map((fault) => faultCase(write, fault)),
  credentialsCase(write),
]);

function faultCase(write: Write, fault: Fault): ConformanceCase {
  return {
    id: `${write.group}-FAIL-${fault.number}`,
    title: fault.title(write.what),
    level: higher(write.level, fault.level),
    needs: [...needsOf(write), `fault:${fault.mode}`],
    run: (bench) => afterFault(bench, write, fault),
  };
}

async function afterFault(bench: ConformanceBench, write: Write, fault: Fault): Promise<void> {
  const sending = await write.prepare(bench);
  const { mode, when } = fault;
  await bench.control.misbehave({ mode, when, op: mode === 'refuse' ? undefined : operationOf(write, bench) });
  const error = await failsAs(`${write.what} under ${mode}`, fault.kinds, sending.send(bench.adapter(), bench.context()));
  for (const value of sending.personal) lacks('the error, which an operator may see', errorTexts(error), value);
  same(`how often the CRM has ${write.what}`, await sending.count(), fault.count);
  fault.also?.(error, bench);
}

function credentialsCase(write: Write): ConformanceCase {
  return {
    id: `${write.group}-FAIL-04`,
    title: `calls wrong credentials a misconfiguration, for ${write.what}`,
    level: write.level,
    needs: [...needsOf(write), 'credentials'],
    async run(bench) {
      const sending = await write.prepare(bench);
      const adapter = bench.adapter(bench.under.badCredentials);
      await failsAs('a call with wrong credentials', 'misconfigured', sending.send(adapter, bench.context()));
      same(`how often the CRM has ${write.what}`, await sending.count(), 0);
    },
  };
}

export function needsOf(write: Write): Need[] {
  return write.verb ? ['ledger', write.verb] : ['ledger'];
}

export function higher(one: Level, other: Level = one): Level {
  const order: readonly Level[] = ['basic', 'reliable', 'complete'];
  return order.indexOf(one) < order.indexOf(other) ? other : one;
}

function waitOf(error: AdapterError): number | undefined {
  return 'retryAfterMs' in error ? (error.retryAfterMs as number | undefined) : undefined;
}
