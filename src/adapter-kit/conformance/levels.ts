import { type Level, LEVELS } from './conformance-case.js';
import type { CaseResult } from './run-case.js';

/**
 * The highest level of which every case passed, those of the levels below it included; undefined below `basic`. A case that says nothing about the adapter
 * does not count; one that it is excused from has not passed.
 */
export function levelOf(results: readonly Pick<CaseResult, 'level' | 'outcome'>[]): Level | undefined {
  const isReached = (level: Level) => results.every((each) => each.level !== level || isKept(each));
  const firstMissed = LEVELS.findIndex((level) => !isReached(level));
  return firstMissed === -1 ? LEVELS.at(-1) : LEVELS[firstMissed - 1];
}

const isKept = ({ outcome }: Pick<CaseResult, 'outcome'>): boolean => outcome === 'passed' || outcome === 'not applicable';
