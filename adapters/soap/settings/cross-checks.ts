import { ValidateBy } from 'class-validator';
import { differencesFromWsdl, type Described } from '../wsdl/tree-check.js';
import { SoapReading } from './reading-settings.js';

type Names = Readonly<Record<string, unknown>>;

/** What the whole of the settings must look like for its parts to be held against each other. */
interface Whole extends Described {
  readonly tables?: Names;
  readonly session?: { readonly login?: unknown; readonly logout?: unknown };
}

/** Settings decorator for the operations: whatever names one, names one that there is; and values and tables likewise. */
export function AreReferredToRightly(): PropertyDecorator {
  return check('areReferredToRightly', (whole) => [...strangers(whole), ...lostValues(whole)]);
}

/** Settings decorator for the WSDL: where it says so, the trees must not differ from it. */
export function FitsTrees(): PropertyDecorator {
  return check('fitsTrees', (whole) => {
    const { onDifference } = (whole.wsdl ?? {}) as { onDifference?: unknown };
    return onDifference === 'refuse' ? differencesFromWsdl(whole) : [];
  });
}

function check(name: string, mistakesIn: (whole: Whole) => string[]): PropertyDecorator {
  const mistakes = (object: unknown) => (isMapping((object as Whole).operations) ? mistakesIn(object as Whole) : []);
  return ValidateBy({
    name,
    validator: {
      validate: (_value, given) => mistakes(given?.object).length === 0,
      defaultMessage: (given) => `${given?.property} does not fit the rest: ${mistakes(given?.object).join('; ')}`,
    },
  });
}

/** Operations and tables that are named and not there. */
function strangers(whole: Whole): string[] {
  const { operations, tables = {}, session = {} } = whole;
  const operation = (at: string, name: unknown) => stranger(at, name, operations, 'operation');
  const found: string[] = [...operation('session.login', session.login), ...operation('session.logout', session.logout)];
  walk(whole, '', (at, mapping) => {
    if ('operation' in mapping && 'repeatable' in mapping) found.push(...operation(`${at}.operation`, mapping['operation']));
    if ('onOrder' in mapping) found.push(...operation(`${at}.onOrder`, mapping['onOrder']));
    if (mapping instanceof SoapReading) found.push(...stranger(`${at}.table`, mapping.table, tables, 'table'));
  });
  return found;
}

function stranger(at: string, name: unknown, known: Names, what: string): string[] {
  if (typeof name !== 'string' || Object.hasOwn(known, name)) return [];
  return [`${at} is ${name}, and there is no such ${what}; there are ${Object.keys(known).join(', ') || 'none'}`];
}

/** A reference made of what no step brings would be empty, after the case was made. */
function lostValues(whole: Whole): string[] {
  const { create } = ((whole as unknown as { actions?: unknown }).actions ?? {}) as { create?: unknown };
  const { caseRef, steps } = (create ?? {}) as { caseRef?: unknown; steps?: unknown };
  if (typeof caseRef !== 'string' || !Array.isArray(steps)) return [];
  return [...caseRef.matchAll(/\bsteps\.(\w+)(?:\.(\w+))?/g)].flatMap(([text, name, value]) => {
    const step = (steps as { name?: string; operation: string }[]).find((each) => (each.name ?? each.operation) === name);
    if (!step) return [`actions.create.caseRef: there is no step for ${text}`];
    const { values = {} } = (whole.operations[step.operation] ?? {}) as { values?: Names };
    return value === undefined || Object.hasOwn(values, value)
      ? []
      : [`actions.create.caseRef: operations.${step.operation}.values has no ${value}`];
  });
}

/** Every mapping below, but for trees and texts, which are the operator's own. */
function walk(value: unknown, at: string, visit: (at: string, mapping: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) return value.forEach((each, index) => walk(each, `${at}.${index}`, visit));
  if (!isMapping(value)) return;
  visit(at.slice(1), value);
  for (const [key, each] of Object.entries(value))
    if (!['body', 'header', 'tables', 'wsdl'].includes(key)) walk(each, `${at}.${key}`, visit);
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
