import type { FiledReport } from './apps.js';
import type { CaseInCrm } from './cases.js';
import type { KeptDelivery, KeptReport } from './store-view.js';

/** Both sides after a round: what apps were told, what the store has, what the CRM has. */
export interface Ledgers {
  readonly filed: readonly FiledReport[];
  readonly kept: readonly KeptReport[];
  readonly deliveries: readonly KeptDelivery[];
  readonly cases: readonly CaseInCrm[];
  /** The CRM can be asked for a case: then no doubt may be left. */
  readonly canSearch: boolean;
}

export interface Verdict {
  readonly acknowledged: number;
  readonly cases: number;
  readonly lost: number;
  readonly doubled: number;
  readonly unknown: number;
  readonly refused: number;
  readonly notes: number;
  readonly defects: readonly string[];
}

/** Acknowledged reports = cases, none lost, none twice, notes in order and once, and every doubt on record. */
export function verdictOf(ledgers: Ledgers): Verdict {
  const { filed, cases, deliveries } = ledgers;
  const sides = new Sides(ledgers);
  const acknowledged = filed.filter(({ id }) => id !== undefined);
  const lost = acknowledged.filter(({ id }) => sides.isLost(id!)).map(({ id }) => `lost: ${id} (${sides.told(id!)})`);
  const doubled = sides.doubled();
  return {
    acknowledged: acknowledged.length,
    cases: cases.length,
    lost: lost.length,
    doubled: doubled.length,
    unknown: deliveries.filter(({ state }) => state === 'unknown').length,
    refused: deliveries.filter(({ state }) => state === 'dead').length,
    notes: cases.reduce((sum, { notes }) => sum + notes.length, 0),
    defects: [
      ...lost,
      ...doubled,
      ...sides.strangers(),
      ...acknowledged.flatMap((report) => sides.wrongNotes(report)),
      ...deliveries.flatMap((delivery) => sides.unexplained(delivery)),
    ],
  };
}

/** What no operator's act settled: then each report is one case, and nothing is open. */
export function leftOpen({ kept, cases, deliveries }: Ledgers): string[] {
  const open = deliveries.filter(({ state }) => state !== 'delivered' && state !== 'cancelled');
  const numbers = kept.length === cases.length ? [] : [`${kept.length} reports are ${cases.length} cases in the end`];
  return [
    ...numbers,
    ...open.map(({ step, reportId, state }) => `${step} of ${reportId} stays ${state}, whatever the operator does`),
  ];
}

class Sides {
  private readonly casesOf: ReadonlyMap<string, CaseInCrm[]>;
  private readonly lanes: ReadonlyMap<string, KeptDelivery[]>;

  constructor(private readonly ledgers: Ledgers) {
    this.casesOf = groupedBy(ledgers.cases, ({ reportId }) => reportId);
    this.lanes = groupedBy(ledgers.deliveries, ({ reportId }) => reportId);
  }

  /** No case, and nothing on record that would tell an operator. */
  isLost(id: string): boolean {
    const created = this.creation(id);
    return this.casesFor(id).length === 0 && created?.state !== 'unknown' && created?.state !== 'dead';
  }

  /** More than one case of a report, or more than one report of what an app filed once. */
  doubled(): string[] {
    const cases = [...this.casesOf]
      .filter(([, group]) => group.length > 1)
      .map(([id, group]) => `doubled: ${id} is ${group.map(({ ref }) => ref).join(' and ')} (${this.told(id)})`);
    const reports = [...groupedBy(this.ledgers.kept, ({ name }) => name)]
      .filter(([, group]) => group.length > 1)
      .map(([name, group]) => `doubled at intake: "${name}" is ${group.map(({ id }) => id).join(' and ')}`);
    return [...cases, ...reports];
  }

  /** Cases of reports that the store does not have, and acknowledged ids that it does not have. */
  strangers(): string[] {
    const kept = new Set(this.ledgers.kept.map(({ id }) => id));
    const cases = this.ledgers.cases.filter(({ reportId }) => !kept.has(reportId));
    const answers = this.ledgers.filed.filter(({ id }) => id !== undefined && !kept.has(id));
    return [
      ...cases.map(({ ref, reportId }) => `case ${ref} is of ${reportId}, which the store does not have`),
      ...answers.map(({ id }) => `${id} was acknowledged, and the store does not have it`),
    ];
  }

  /** In the CRM stand the notes that were delivered, in order and once; those in doubt may be missing, others may not be there. */
  wrongNotes({ id, notes }: FiledReport): string[] {
    const steps = this.lane(id!).filter(({ step }) => step === 'add_note');
    const inCrm = this.casesFor(id!)[0]?.notes ?? [];
    const delivered = notes.filter((_, index) => steps[index]?.state === 'delivered');
    const possible = notes.filter(
      (text, index) => delivered.includes(text) || (steps[index]?.state === 'unknown' && inCrm.includes(text)),
    );
    if (steps.length === notes.length && inCrm.join('\n') === possible.join('\n')) return [];
    return [`notes of ${id} are ${JSON.stringify(inCrm)}, acknowledged ${JSON.stringify(notes)} (${this.told(id!)})`];
  }

  /** A delivery that ended otherwise than delivered says why, and has reason to. */
  unexplained(delivery: KeptDelivery): string[] {
    const { reportId, step, state, errorKind, errorText, doubtful } = delivery;
    const what = `${step} of ${reportId} is ${state} (${errorKind}: ${errorText})`;
    if (state === 'delivered') return this.misremembered(delivery);
    if (state === 'unknown') return this.ledgers.canSearch || !errorText || !doubtful ? [`${what}, without need`] : [];
    if (state === 'cancelled') return errorText ? [] : [what];
    if (state === 'dead') return errorKind === 'rejected' && errorText ? [] : [what];
    return this.isParked(delivery) ? [] : [what];
  }

  told(id: string): string {
    return (this.lanes.get(id) ?? [])
      .map(({ step, state, errorText }) => `${step} ${state}${errorText ? `: ${errorText}` : ''}`)
      .join('; ');
  }

  /** The store's reference is the CRM's. */
  private misremembered({ step, reportId, caseRef }: KeptDelivery): string[] {
    if (step !== 'create_case' || this.casesFor(reportId).some(({ ref }) => ref === caseRef)) return [];
    return [`${reportId} is delivered as ${caseRef}, which the CRM does not have for it`];
  }

  private isParked({ reportId, blocked, position }: KeptDelivery): boolean {
    const before = this.lane(reportId).filter((each) => each.position < position);
    return blocked && before.some(({ state }) => state === 'dead' || state === 'unknown');
  }

  private creation(id: string): KeptDelivery | undefined {
    return this.lane(id).find(({ step }) => step === 'create_case');
  }

  private lane(id: string): KeptDelivery[] {
    return this.lanes.get(id) ?? [];
  }

  private casesFor(id: string): CaseInCrm[] {
    return this.casesOf.get(id) ?? [];
  }
}

function groupedBy<T>(list: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}
