import type { RoundOptions } from './round-options.js';

const ROUNDS = 1;
const REPORTS = 1000;

/** @throws with what is wrong. */
export function optionsOf(given: Readonly<Record<string, string | undefined>>): RoundOptions & { rounds: number } {
  return {
    rounds: whole(given, 'rounds', ROUNDS),
    reports: whole(given, 'reports', REPORTS),
    seed: whole(given, 'seed', Date.now() % 1_000_000_000),
    queue: oneOf(given, 'queue', ['redis', 'postgres']),
    adapter: oneOf(given, 'adapter', ['lagan', 'no-search']),
  };
}

function whole(given: Readonly<Record<string, string | undefined>>, name: string, otherwise: number): number {
  const text = given[name];
  if (text === undefined) return otherwise;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`--${name} must be a whole number from 1 to 999999999`);
  return Number(text);
}

/** The first is the default. */
function oneOf<T extends string>(given: Readonly<Record<string, string | undefined>>, name: string, words: readonly T[]): T {
  const text = given[name];
  const word = text === undefined ? words[0] : words.find((each) => each === text);
  if (word === undefined) throw new Error(`--${name} must be ${words.join(' or ')}`);
  return word;
}
