import { DIFFERENCE_KINDS, type Difference, type DifferenceKind, type RepairKind } from '../../../src/domain/reconciliation.js';

export const CITY = 'riverton.example';
export const CRM = `${CITY}/crm`;
/** The first report; each next one is a minute later. */
export const BEGIN = Date.UTC(2026, 0, 5, 8);
export const MINUTE = 60_000;

export type Word = 'new' | 'working' | 'done';

export const publicIdOf = (number: number) => `26-${String(number).padStart(8, '0')}`;
export const caseRefOf = (number: number) => `C-${number}`;
/** A case's second or new number in the CRM. */
export const otherRefOf = (number: number) => `X-${number}`;
export const wordOf = (number: number): Word => (['new', 'working', 'done'] as const)[number % 3]!;
export const textOf = (number: number) => `Text ${number}.`;
export const changedAtOf = (number: number) => BEGIN + number * MINUTE;

/** Which reports differ, and how: spread evenly over all of them, each kind as often as the others. */
export class Plan {
  private readonly byNumber = new Map<number, { readonly kind: DifferenceKind; readonly turn: number }>();

  constructor(
    readonly reports: number,
    readonly differences: number,
  ) {
    const step = Math.floor((reports - 2) / differences);
    for (let at = 0; at < differences; at += 1) {
      const kind = DIFFERENCE_KINDS[at % DIFFERENCE_KINDS.length]!;
      this.byNumber.set(numberFor(kind, 1 + at * step), { kind, turn: Math.floor(at / DIFFERENCE_KINDS.length) });
    }
    if (this.byNumber.size < differences) throw new Error('two differences fell on one report: plant fewer');
  }

  kindOf(number: number): DifferenceKind | undefined {
    return this.byNumber.get(number)?.kind;
  }

  /** Of every kind the first, third and so on are planted in one way, the others in another. */
  isOdd(number: number): boolean {
    return (this.byNumber.get(number)?.turn ?? 0) % 2 === 1;
  }

  get numbers(): number[] {
    return [...this.byNumber.keys()];
  }

  /** As a report should list them, in the order of `sorted`. */
  expected(): Pick<Difference, 'kind' | 'request' | 'repair'>[] {
    return sorted(
      this.numbers.map((number) => ({ kind: this.kindOf(number)!, request: publicIdOf(number), repair: this.repairOf(number) })),
    );
  }

  private repairOf(number: number): RepairKind {
    const kind = this.kindOf(number)!;
    if (kind === 'missing_here' || kind === 'missing_there' || kind === 'twice') return 'person';
    if (kind === 'lost_answer') return 'adopt';
    if (kind === 'never_arrived') return this.isOdd(number) ? 'resend' : 'retry';
    return 'apply';
  }
}

/** A case that can differ in that way: one that is closed here to be open there, and so on. */
function numberFor(kind: DifferenceKind, from: number): number {
  const word: Word | undefined =
    kind === 'closed_there' || kind === 'text_differs' ? 'working' : kind === 'open_there' ? 'done' : undefined;
  return word === undefined ? from : [from, from + 1, from + 2].find((number) => wordOf(number) === word)!;
}

export const sorted = <T extends { readonly kind: string; readonly request?: string }>(all: readonly T[]): T[] =>
  [...all].sort((a, b) => `${a.kind}${a.request}`.localeCompare(`${b.kind}${b.request}`));
