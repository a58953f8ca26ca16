import type { Ledger, LedgerCase, LedgerFile } from '../../../src/adapter-kit/emulator/ledger.js';
import { externalReferencesOf } from './case-records.js';
import { ERROR_CODES, FlException } from './fl-answers.js';

/** What a search asks for; absent: anything. Times are ISO 8601 in UTC with milliseconds, as the ledger has them; bounds are inclusive. */
export interface Criteria {
  readonly ref?: string;
  readonly title?: string;
  readonly status?: string;
  readonly raisedBy?: string;
  readonly createdFrom?: string;
  readonly createdTo?: string;
  readonly modifiedFrom?: string;
  readonly modifiedTo?: string;
  readonly priorityFrom?: number;
  readonly priorityTo?: number;
  /** Fields as they were sent, to be matched exactly. */
  readonly fields: Readonly<Record<string, string | undefined>>;
  readonly limit: number;
}

/** The ledger as a CRM sees it: with references of its own, and titles that are found without reading every case. */
export class CaseBook {
  private readonly byTitle = new Map<string, Set<string>>();

  constructor(private readonly ledger: Ledger) {
    for (const each of ledger.all()) this.index(each);
  }

  create(fields: LedgerCase['fields']): LedgerCase {
    return this.index(this.ledger.create((number) => `101${String(number).padStart(9, '0')}`, fields));
  }

  get(ref: string): LedgerCase | undefined {
    return this.ledger.get(ref);
  }

  /** @throws FlException when there is no such case. */
  need(ref: string): LedgerCase {
    const found = this.ledger.get(ref);
    if (!found) throw new FlException(`There is no case ${ref}`, ERROR_CODES.noCase);
    return found;
  }

  change(ref: string, change: Partial<LedgerCase>): LedgerCase {
    this.need(ref);
    return this.index(this.ledger.change(ref, change)!);
  }

  addNote(ref: string, text: string, author: string): void {
    this.ledger.addNote(ref, { text, author });
  }

  addFile(ref: string, file: Omit<LedgerFile, 'at'>): void {
    this.ledger.addFile(ref, file);
  }

  /** @param at absent: now. */
  close(refs: readonly string[], reason: string, reasonText: string | undefined, at: Date | undefined): void {
    for (const ref of refs) this.need(ref);
    const modifiedAt = new Date().toISOString();
    for (const ref of refs) {
      this.ledger.close(ref, reason, reasonText, at);
      if (at) this.ledger.change(ref, { modifiedAt });
    }
  }

  /** In order of creation, at most `limit`. */
  search(criteria: Criteria): LedgerCase[] {
    const found: LedgerCase[] = [];
    for (const each of this.candidates(criteria)) {
      if (found.length >= criteria.limit) break;
      if (matches(each, criteria)) found.push(each);
    }
    return found;
  }

  private candidates({ ref, title }: Criteria): LedgerCase[] {
    if (ref === undefined && title === undefined) return this.ledger.all();
    if (ref !== undefined) return this.byReference(ref);
    const refs = [...(this.byTitle.get(title!) ?? [])];
    return refs.map((each) => this.ledger.get(each)).filter((each) => each !== undefined);
  }

  /** A case is also found by a reference of another system (contract section 10). */
  private byReference(ref: string): LedgerCase[] {
    const found = this.ledger.get(ref);
    return found ? [found] : this.ledger.all().filter(({ fields }) => externalReferencesOf(fields).includes(ref));
  }

  /** Entries may outlive a reset or a new title: `matches` looks at the case itself. */
  private index(entry: LedgerCase): LedgerCase {
    const title = titleOf(entry);
    const refs = this.byTitle.get(title) ?? new Set();
    this.byTitle.set(title, refs.add(entry.ref));
    return entry;
  }
}

function titleOf({ fields }: LedgerCase): string {
  return String(fields['Title'] ?? '');
}

function matches(entry: LedgerCase, criteria: Criteria): boolean {
  const { title, status, raisedBy, fields } = criteria;
  if (title !== undefined && titleOf(entry) !== title) return false;
  if (status !== undefined && status !== 'all' && entry.status !== status) return false;
  if (raisedBy !== undefined && entry.fields['RaisedByUser'] !== raisedBy) return false;
  if (!within(entry.createdAt, criteria.createdFrom, criteria.createdTo)) return false;
  if (!within(entry.modifiedAt, criteria.modifiedFrom, criteria.modifiedTo)) return false;
  if (!within(Number(entry.fields['Priority'] ?? 3), criteria.priorityFrom, criteria.priorityTo)) return false;
  return Object.entries(fields).every(([name, value]) => value === undefined || entry.fields[name] === value);
}

function within<T extends string | number>(value: T, from: T | undefined, to: T | undefined): boolean {
  return (from === undefined || value >= from) && (to === undefined || value <= to);
}
