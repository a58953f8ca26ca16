import { createHash } from 'node:crypto';
import type { CaseSnapshot } from '../adapter-kit/adapter.js';
import type { StoredSnapshot } from '../domain/incoming-change.js';

/** Texts as PostgreSQL takes them: without NUL and broken surrogates. A time that is none is absent. */
export function cleaned(snapshot: CaseSnapshot): CaseSnapshot {
  const entries = Object.entries(snapshot).filter(([, value]) => !(value instanceof Date && Number.isNaN(value.getTime())));
  return Object.fromEntries(entries.map(([name, value]) => [name, cleanedValue(value)])) as unknown as CaseSnapshot;
}

function cleanedValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  return Array.isArray(value) ? value.map(cleanedValue) : value;
}

export const cleanText = (text: string): string => text.toWellFormed().replaceAll('\0', '');

/** What tells this change from others of the connection. A CRM that tells neither ids nor times may say the same again, and then it is this one. */
export function changeIdOf(snapshot: CaseSnapshot): string {
  if (snapshot.changeId !== undefined) return snapshot.changeId;
  const content = Object.entries(snapshot)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, 32);
}

export const stored = (snapshot: CaseSnapshot): StoredSnapshot => JSON.parse(JSON.stringify(snapshot)) as StoredSnapshot;

export function restored(snapshot: StoredSnapshot): CaseSnapshot {
  const { changedAt, expectedAt, ...rest } = snapshot as StoredSnapshot & { changedAt?: string; expectedAt?: string };
  return {
    ...(rest as unknown as CaseSnapshot),
    changedAt: changedAt ? new Date(changedAt) : undefined,
    expectedAt: expectedAt ? new Date(expectedAt) : undefined,
  };
}
