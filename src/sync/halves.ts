import type { ChangeDoubt, ChangeWindow } from '../adapter-kit/adapter.js';

const SECOND = 1000;
/** A shorter window is not asked for in halves: many CRMs tell their times to the second. */
const SHORTEST_MS = 4 * SECOND;

/**
 * Both halves hold the second in the middle, so that a CRM which takes a bound to be exclusive hides nothing.
 * @returns undefined where the window is too short.
 */
export function halves({ from, to }: ChangeWindow): [ChangeWindow, ChangeWindow] | undefined {
  if (to.getTime() - from.getTime() < SHORTEST_MS) return undefined;
  const middle = Math.floor((from.getTime() + to.getTime()) / 2 / SECOND) * SECOND;
  return [
    { from, to: new Date(middle) },
    { from: new Date(middle - SECOND), to },
  ];
}

/** More changes at one moment than the CRM ever tells at once: nobody can ask for the rest by time. */
export function cappedDoubt({ from, to }: ChangeWindow): ChangeDoubt {
  const span = `${from.toISOString()} to ${to.toISOString()}`;
  return {
    id: `capped/${Math.floor(from.getTime() / SHORTEST_MS)}`,
    reason: 'the CRM gives only a part of the changes of this time, however short the time that is asked for',
    summary: `Changes of ${span} may be missing: look in the CRM what changed then.`,
  };
}
