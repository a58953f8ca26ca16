import type { Misbehaviour } from '../emulator/misbehaviour.js';
import type { ConformanceBench } from './bench.js';
import type { ExcusableVerb } from './excusable-verbs.js';

/** What an adapter's passed cases add up to, lowest first; docs/conformance.md says what each promises. */
export const LEVELS = ['basic', 'reliable', 'complete'] as const;
export type Level = (typeof LEVELS)[number];

/**
 * What a case can't do without: a verb; control of the server, to read its ledger or close a case (`ledger`) or to make it fail (`fault:drop`); a limit
 * that the manifest names; wrong credentials to try.
 */
export type Need =
  | ExcusableVerb
  | 'receiveCallback'
  | 'ledger'
  | `fault:${Misbehaviour}`
  | 'titleLimit'
  | 'descriptionLimit'
  | 'credentials'
  | `without:${ExcusableVerb}`;

/** One promise of the adapter contract. */
export interface ConformanceCase {
  /** Group and number, such as `CREATE-03`; never used again for another promise. */
  readonly id: string;
  /** What the adapter is trusted to do, in the present tense. */
  readonly title: string;
  /** The lowest level that asks for it. */
  readonly level: Level;
  readonly needs: readonly Need[];
  /** @throws ConformanceFailure with what was expected and what came. */
  run(bench: ConformanceBench): Promise<void>;
}

/** Whether an id is meant by a pattern in which `*` stands for any text, such as `CREATE-*`. */
export function isMeant(id: string, pattern: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(id);
}

/** It looks into the server, or makes it fail: only an emulator will do. */
export function needsControl({ needs }: Pick<ConformanceCase, 'needs'>): boolean {
  return needs.some((need) => need === 'ledger' || need.startsWith('fault:'));
}
