import type { KeyPath } from '../mistake.js';
import { invalid, type Problem } from '../problem.js';
import type { ServiceLevelShape, WorkingTimeShape } from '../shapes/working-time-shape.js';

export function workingTimeProblems(working: WorkingTimeShape | undefined, path: KeyPath): Problem[] {
  if (typeof working?.from !== 'string' || typeof working.to !== 'string' || working.from < working.to) return [];
  return [invalid([...path, 'to'], `must be later than from, which is ${working.from}`)];
}

export function serviceLevelProblems(level: ServiceLevelShape | undefined, path: KeyPath): Problem[] {
  if (typeof level !== 'object' || level === null) return [];
  const given = [level.workingDays, level.workingHours, level.hours].filter((each) => each !== undefined);
  return given.length === 1 ? [] : [invalid(path, 'must have one of workingDays, workingHours and hours')];
}
