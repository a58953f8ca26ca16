import { plainToInstance } from 'class-transformer';
import { type ValidationError, validateSync } from 'class-validator';
import { recordTypeOf, type SettingsClass } from '../adapter-kit/settings-shape.js';
import { rulesOf, wordsOf } from './class-rules.js';
import type { KeyPath } from './mistake.js';
import { nearest } from './nearest.js';
import { isMapping } from './plain.js';
import { invalid, type Problem } from './problem.js';
import { inOwnWords } from './reasons.js';

export interface Shaped<T> {
  /** As far as it could be made; whole only when there are no problems. */
  readonly value: T;
  readonly problems: readonly Problem[];
}

/** Makes an instance of a settings class out of plain data and lists all that is wrong with it, unknown keys included. */
export function checkShape<T extends object>(type: SettingsClass<T>, plain: unknown, path: KeyPath = []): Shaped<T> {
  if (!isMapping(plain)) return { value: new type(), problems: [invalid(path, 'must be a mapping')] };
  const value = plainToInstance(type, plain);
  fillEmptyKeys(value);
  return { value, problems: problemsOf(value, path) };
}

/** A key without a value counts as left out. */
function fillEmptyKeys(value: unknown): void {
  if (Array.isArray(value)) return value.forEach(fillEmptyKeys);
  if (!isMapping(value)) return;
  const type = value.constructor as SettingsClass;
  const defaults = (type as unknown) === Object ? undefined : (new type() as Record<string, unknown>);
  for (const [key, item] of Object.entries(value)) {
    if (item === null && defaults) value[key] = defaults[key];
    else fillEmptyKeys(item);
  }
}

function problemsOf(instance: object, path: KeyPath): Problem[] {
  // A class without any rule is one that takes no keys, not an unknown one.
  const forbidUnknownValues = rulesOf(instance.constructor as SettingsClass).size > 0;
  const errors = validateSync(instance, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues });
  return [...errors.flatMap((error) => flatten(error, path)), ...inRecords(instance, path)];
}

function flatten(error: ValidationError, above: KeyPath): Problem[] {
  const path = [...above, Array.isArray(error.target) ? Number(error.property) : error.property];
  const constraints = error.constraints ?? {};
  // A mapping where a list belongs would be taken for its only item.
  const children = constraints.isArray || constraints.isObject ? [] : (error.children ?? []);
  const own = Object.keys(constraints).length > 0 ? [toProblem(error, constraints, path)] : [];
  return [...own, ...children.flatMap((child) => flatten(child, path))];
}

function toProblem(error: ValidationError, constraints: Record<string, string>, path: KeyPath): Problem {
  const type = error.target?.constructor as SettingsClass;
  if (constraints.whitelistValidation) return { path, kind: 'unknown', ...unknownKey(error, type) };
  if (error.value === undefined || error.value === null) return { path, kind: 'missing', reason: whyNeeded(constraints, path) };
  const words = constraints.isIn || constraints.isEnum ? wordsOf(type, error.property) : undefined;
  if (!words) return invalid(path, inOwnWords(constraints, error));
  const wrong = [error.value].flat().filter((word): word is string => typeof word === 'string' && !words.includes(word));
  return invalid(path, `must be one of ${words.join(', ')}`, wrong[0] && nearest(wrong[0], words));
}

function whyNeeded({ isDefined }: Record<string, string>, path: KeyPath): string {
  if (isDefined && !isDefined.endsWith('should not be null or undefined')) return `is missing: ${isDefined}`;
  return typeof path.at(-1) === 'number' ? 'is empty' : 'is missing';
}

function unknownKey(error: ValidationError, type: SettingsClass): { reason: string; suggestion?: string } {
  return { reason: 'is not a known key', suggestion: nearest(error.property, rulesOf(type).keys()) };
}

/** class-validator does not look into records. */
function inRecords(value: unknown, path: KeyPath): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => inRecords(item, [...path, index]));
  if (!isMapping(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const below = [...path, key];
    const recordType = recordTypeOf(value.constructor as SettingsClass, key);
    if (!recordType || !isMapping(item)) return inRecords(item, below);
    return Object.entries(item).flatMap(([name, entry]) => inRecord(entry, recordType, [...below, name]));
  });
}

function inRecord(entry: unknown, type: SettingsClass | StringConstructor, path: KeyPath): Problem[] {
  if (type === String) return typeof entry === 'string' ? [] : [invalid(path, inOwnWords({ isString: '' }, { value: entry }))];
  return isMapping(entry) ? problemsOf(entry, path) : [invalid(path, 'must be a mapping')];
}
