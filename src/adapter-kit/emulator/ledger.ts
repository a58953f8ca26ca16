import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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
}

/** What an emulator has taken in: appended to a file as it happens, so that a killed emulator comes back with all of it. */
export class Ledger {
  private readonly cases = new Map<string, LedgerCase>();
  private highest = 0;

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

  /** @param refOf makes the reference of the n-th case ever, counted from 1. */
  create(refOf: (number: number) => string, fields: LedgerCase['fields']): LedgerCase {
    const at = this.now().toISOString();
    return this.keep({ ref: refOf(this.highest + 1), status: 'open', createdAt: at, modifiedAt: at, fields });
  }

  /** Undefined when there is no such case. */
  change(ref: string, change: Partial<LedgerCase>): LedgerCase | undefined {
    const found = this.cases.get(ref);
    return found && this.keep({ ...found, modifiedAt: this.now().toISOString(), ...change, ref });
  }

  close(ref: string, reason: string, reasonText?: string): LedgerCase | undefined {
    return this.change(ref, { status: 'closed', reason, reasonText, closedAt: this.now().toISOString() });
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

/** The last line may be torn by a kill; the case in it was never answered for. */
function parse(line: string): LedgerCase | undefined {
  try {
    return JSON.parse(line) as LedgerCase;
  } catch {
    return undefined;
  }
}
