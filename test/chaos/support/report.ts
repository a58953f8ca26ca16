import type { RoundResult } from './round.js';

/** What is told of a round, in this order. */
export const CELLS = [
  'seed',
  'reports',
  'acknowledged',
  'cases',
  'lost',
  'doubled',
  'unknown',
  'refused',
  'notes',
  'attempts',
  'failed',
  'kills',
  'restarts',
  'seconds',
  'defects',
] as const;

export function cellsOf(result: RoundResult): (string | number)[] {
  const { seed, reports } = result.options;
  const values = { ...result, seed, reports, seconds: result.seconds.toFixed(1), defects: result.defects.length };
  return CELLS.map((name) => values[name]);
}

export function lineOf(result: RoundResult): string {
  const cells = cellsOf(result);
  return CELLS.map((name, index) => `${name} ${cells[index]}`).join(', ');
}
