import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A note on a case. */
export interface LedgerNote {
  readonly text: string;
  /** Who wrote it, as far as the CRM was told. */
  readonly author?: string;
  /** The sender's own id of it, where this CRM has a field for one; else it can only stand in the text. */
  readonly sourceId?: string;
  readonly at: string;
}

/** A file on a case; its content is not kept. */
export interface LedgerFile {
  readonly name: string;
  readonly contentType: string;
  /** In bytes. */
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
  readonly at: string;
}

/** One case as the stand-in keeps it; `fields` is everything it was sent. Times are ISO 8601, UTC. */
export interface LedgerCase {
  readonly ref: string;
  readonly status: 'open' | 'closed';
  readonly reason?: string;
  readonly reasonText?: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  readonly closedAt?: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** In the order in which they came, as are the files. */
  readonly notes: readonly LedgerNote[];
  readonly files: readonly LedgerFile[];
}

/** What an emulator has taken in: appended to a file as it happens, so that a killed emulator comes back with all of it. */
export class Ledger {
  private readonly cases = new Map<string, LedgerCase>();
  private highest = 0;
  private watcher?: (after: LedgerCase, before: LedgerCase) => void;

  constructor(
    private readonly file?: string,
    private readonly now: () => Date = () => new Date(),
  ) {
    if (!file) return;
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    this.load(text);
    if (text && !text.endsWith('\n')) appendFileSync(file, '\n');
  }

  /** Is told of every change of a case that is there. */
  watch(watcher: (after: LedgerCase, before: LedgerCase) => void): void {
    this.watcher = watcher;
  }

  /** @param refOf makes the reference of the n-th case ever, counted from 1. */
  create(refOf: (number: number) => string, fields: LedgerCase['fields']): LedgerCase {
    const at = this.now().toISOString();
    const ref = refOf(this.highest + 1);
    return this.keep({ ref, status: 'open', createdAt: at, modifiedAt: at, fields, notes: [], files: [] });
  }

  /** Undefined when there is no such case. */
  change(ref: string, change: Partial<LedgerCase>): LedgerCase | undefined {
    const found = this.cases.get(ref);
    if (!found) return undefined;
    const changed = this.keep({ ...found, modifiedAt: this.now().toISOString(), ...change, ref });
    this.watcher?.(changed, found);
    return changed;
  }

  close(ref: string, reason: string, reasonText?: string, at = this.now()): LedgerCase | undefined {
    const closedAt = at.toISOString();
    return this.change(ref, { status: 'closed', reason, reasonText, closedAt, modifiedAt: closedAt });
  }

  /** Undefined when there is no such case. */
  addNote(ref: string, note: Omit<LedgerNote, 'at'>): LedgerCase | undefined {
    const notes = this.cases.get(ref)?.notes ?? [];
    return this.change(ref, { notes: [...notes, { ...note, at: this.now().toISOString() }] });
  }

  /** Undefined when there is no such case. */
  addFile(ref: string, file: Omit<LedgerFile, 'at'>): LedgerCase | undefined {
    const files = this.cases.get(ref)?.files ?? [];
    return this.change(ref, { files: [...files, { ...file, at: this.now().toISOString() }] });
  }

  get(ref: string): LedgerCase | undefined {
    return this.cases.get(ref);
  }

  get size(): number {
    return this.cases.size;
  }

  all(): LedgerCase[] {
    return [...this.cases.values()];
  }

  reset(): void {
    this.cases.clear();
    this.highest = 0;
    if (this.file) writeFileSync(this.file, '');
  }

  private keep(entry: LedgerCase): LedgerCase {
    if (!this.cases.has(entry.ref)) this.highest += 1;
    this.cases.set(entry.ref, entry);
    if (this.file) appendFileSync(this.file, `${JSON.stringify(entry)}\n`);
    return entry;
  }

  private load(text: string): void {
    for (const line of text.split('\n')) {
      const entry = line && parse(line);
      if (!entry) continue;
      if (!this.cases.has(entry.ref)) this.highest += 1;
      this.cases.set(entry.ref, entry);
    }
  }
}

/** What a ledger says of a file that was sent. */
export function describeFile(name: string, contentType: string, bytes: Buffer): Omit<LedgerFile, 'at'> {
  return { name, contentType, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Written before notes and files were kept, it has none. */
type OldLedgerCase = Omit<LedgerCase, 'notes' | 'files'> & Partial<Pick<LedgerCase, 'notes' | 'files'>>;

/** The last line may be torn by a kill; the case in it was never answered for. */
function parse(line: string): LedgerCase | undefined {
  try {
    const { notes = [], files = [], ...entry } = JSON.parse(line) as OldLedgerCase;
    return { ...entry, notes, files };
  } catch {
    return undefined;
  }
}
