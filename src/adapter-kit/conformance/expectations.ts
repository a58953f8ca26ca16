import { setTimeout as sleep } from 'node:timers/promises';
import { inspect, isDeepStrictEqual, types } from 'node:util';
import type { FailureKind } from '../../domain/delivery.js';
import { AdapterError } from '../errors.js';

/** A promise that was not kept: what was expected, and what came. */
export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';
}

export function fail(message: string): never {
  throw new ConformanceFailure(message);
}

export function holds(condition: unknown, message: string): asserts condition {
  if (!condition) fail(message);
}

export function same(what: string, actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(plain(actual), plain(expected))) fail(`${what}: expected ${shown(expected)}, got ${shown(actual)}`);
}

export function contains(what: string, text: string, part: string | RegExp): void {
  const found = typeof part === 'string' ? text.includes(part) : part.test(text);
  if (!found) fail(`${what}: expected ${typeof part === 'string' ? shown(part) : part} in it, got ${shown(text)}`);
}

export function lacks(what: string, text: string, part: string | RegExp): void {
  const found = typeof part === 'string' ? text.includes(part) : part.test(text);
  if (found) fail(`${what}: expected no ${typeof part === 'string' ? shown(part) : part} in it, got ${shown(text)}`);
}

/** The error a call fails with; an adapter may throw nothing but `AdapterError`s. */
export async function failureOf(what: string, call: Promise<unknown>): Promise<AdapterError> {
  const [ended] = await Promise.allSettled([call]);
  if (ended.status === 'fulfilled') return fail(`${what}: expected a failure, but it came back with ${shown(ended.value)}`);
  const reason: unknown = ended.reason;
  if (reason instanceof AdapterError) return reason;
  return fail(`${what}: expected one of the kit's errors, but it threw ${shown(reason)}`);
}

export async function failsAs(
  what: string,
  kinds: FailureKind | readonly FailureKind[],
  call: Promise<unknown>,
): Promise<AdapterError> {
  const error = await failureOf(what, call);
  if (![kinds].flat().includes(error.kind))
    fail(`${what}: expected a failure of the kind ${[kinds].flat().join(' or ')}, got ${error.kind}: ${shown(error.message)}`);
  return error;
}

/** The same values of this module's own kind: a test runner may give each module another `Array`. */
function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return Array.from(value, plain);
  if (types.isDate(value)) return { date: value.getTime() };
  if (types.isMap(value) || types.isSet(value)) return Array.from(value as Iterable<unknown>, plain);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

const PATIENCE_MS = 5_000;
const LOOK_AGAIN_MS = 4;

/** Looks again until it is so. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) fail(`${what}: it did not come about within ${PATIENCE_MS} ms`);
    await sleep(LOOK_AGAIN_MS);
  }
}

const QUIET_MS = 20;
const QUIET_ROUNDS = 5;

/**
 * Gives a call that was begun behind the suite's back time to reach the CRM. Each asking is a way to the CRM's stand-in and back over a connection of its
 * own, as that call's would be: on a machine that stands still, both wait.
 * @returns the calls that the CRM has got by then
 */
export async function callsOnceQuiet(control: {
  calls(): Promise<Readonly<Record<string, number>>>;
}): Promise<Readonly<Record<string, number>>> {
  for (let round = 1; round < QUIET_ROUNDS; round += 1) {
    await sleep(QUIET_MS);
    await control.calls();
  }
  await sleep(QUIET_MS);
  return control.calls();
}

const SHOWN_CHARACTERS = 600;

export function shown(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${cut(value.message)}`;
  return cut(inspect(value, { depth: 6, breakLength: Infinity, maxStringLength: SHOWN_CHARACTERS, sorted: true }));
}

function cut(text: string): string {
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
