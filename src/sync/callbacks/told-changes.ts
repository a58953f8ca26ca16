import { createHash } from 'node:crypto';
import { DateTime } from 'luxon';
import type { CallbackChanges, CaseSnapshot, ChangeDoubt } from '../../adapter-kit/adapter.js';

type Field = keyof CaseSnapshot;
type Read = (value: unknown, zone: string) => unknown;

const LONGEST_SUMMARY = 500;

/** How each field of a change is read; undefined for what is none of its kind. */
const FIELDS: Readonly<Record<Field, Read>> = {
  caseRef: text,
  status: text,
  reason: text,
  publicText: text,
  publicTextBy: text,
  mediaUrls: texts,
  changedAt: moment,
  changeId: text,
  requestId: text,
  renumberedTo: text,
  customerReference: text,
  mergedInto: text,
  deleted: (value) => (typeof value === 'boolean' ? value : undefined),
  expectedAt: moment,
  agency: text,
};

/**
 * What a connection's expression found in a message, as changes of cases. What is none becomes a doubt, and the others go on.
 * @param found a mapping, a list of them, or nothing.
 * @param zone IANA name: times without a zone are read in it.
 */
export function toldChanges(found: unknown, zone: string): CallbackChanges {
  const items = found === undefined || found === null ? [] : [found].flat();
  const read = items.map((item) => readItem(item, zone));
  return {
    changes: read.flatMap((each) => ('snapshot' in each ? [each.snapshot] : [])),
    doubts: read.flatMap((each) => ('doubt' in each ? [each.doubt] : [])),
  };
}

function readItem(item: unknown, zone: string): { readonly snapshot: CaseSnapshot } | { readonly doubt: ChangeDoubt } {
  if (typeof item !== 'object' || item === null) return doubtful(item, 'it is no mapping of a change');
  const fields: Partial<Record<Field, unknown>> = {};
  for (const [name, value] of Object.entries(item)) {
    if (value === null || value === undefined || value === '') continue;
    if (!Object.hasOwn(FIELDS, name)) return doubtful(item, `a change has no field ${name}`);
    const read = FIELDS[name as Field](value, zone);
    if (read === undefined) return doubtful(item, `its ${name} can not be read`);
    fields[name as Field] = read;
  }
  if (fields.caseRef === undefined && fields.requestId === undefined) return doubtful(item, 'it names no case');
  const isNews = fields.deleted === true || fields.renumberedTo !== undefined || fields.mergedInto !== undefined;
  if (fields.status === undefined && !isNews) return doubtful(item, 'it says no status');
  return { snapshot: { caseRef: '', status: '', ...(fields as Partial<CaseSnapshot>) } };
}

/** The same item again is the same doubt. */
function doubtful(item: unknown, reason: string): { readonly doubt: ChangeDoubt } {
  const json = JSON.stringify(item);
  const id = createHash('sha256').update(json).digest('hex').slice(0, 32);
  return { doubt: { id, reason, summary: json.slice(0, LONGEST_SUMMARY) } };
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' ? value.trim() : undefined;
}

function texts(value: unknown): string[] | undefined {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  const given = all.filter((each): each is string => typeof each === 'string' && each !== '');
  return all.every((each) => typeof each === 'string') ? given : undefined;
}

/** ISO 8601, or milliseconds since 1970. */
function moment(value: unknown, zone: string): Date | undefined {
  if (typeof value === 'number') return toDate(DateTime.fromMillis(value));
  if (typeof value !== 'string') return undefined;
  const written = value.trim().replace(/^(\d{4}-\d\d-\d\d) (?=\d\d:)/, '$1T');
  return toDate(DateTime.fromISO(written, { zone }));
}

function toDate(read: DateTime): Date | undefined {
  return read.isValid ? read.toJSDate() : undefined;
}
