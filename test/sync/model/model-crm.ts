import type { CaseSnapshot, ChangePage, ChangeWindow, CrmAdapter } from '../../../src/adapter-kit/adapter.js';
import type { Random } from './random.js';

/** What a CRM tells, and how badly. */
export interface Habits {
  /** `events`: every change; `states`: cases that changed, as they are now; `cases`: only case by case. */
  readonly tells: 'events' | 'states' | 'cases';
  readonly hasIds: boolean;
  readonly hasTimes: boolean;
  /** The clock, or the zone that its times are read in. */
  readonly clockOffMs: number;
  /** A change shows in lists this much later at most. */
  readonly showsAfterMs: number;
  readonly pageSize: number;
  /** Gives no more than this of a window. */
  readonly cap: number;
  readonly isUnordered: boolean;
}

export interface ModelChange {
  readonly caseRef: string;
  readonly status: string;
  /** Unlike that of all other changes. */
  readonly text: string;
  readonly at: number;
  readonly showsAt: number;
}

/** The call was cut, or the process died in it. */
export class Crash extends Error {}

const WORDS = ['new', 'working', 'done', 'working', 'done'];

/** A CRM in memory, whose time is set by the history. */
export class ModelCrm {
  readonly changes: ModelChange[] = [];
  now = 0;
  /** Calls until one crashes. */
  crashIn = Infinity;

  constructor(
    private readonly habits: Habits,
    private readonly random: Random,
  ) {}

  get adapter(): CrmAdapter {
    const verbs =
      this.habits.tells === 'cases'
        ? { fetchStatuses: async (caseRefs: readonly string[]) => this.statuses(caseRefs) }
        : { fetchChanges: async (window: ChangeWindow, page?: string) => this.page(window, page) };
    return verbs as unknown as CrmAdapter;
  }

  change(caseRef: string): ModelChange {
    const showsAt = this.now + this.random.below(this.habits.showsAfterMs + 1);
    const status = WORDS[this.random.below(WORDS.length)]!;
    const made = { caseRef, status, text: `${caseRef} ${this.changes.length}`, at: this.now, showsAt };
    this.changes.push(made);
    return made;
  }

  lastOf(caseRef: string): ModelChange | undefined {
    return this.changes.findLast((each) => each.caseRef === caseRef);
  }

  snapshot({ caseRef, status, text, at }: ModelChange): CaseSnapshot {
    const { hasIds, hasTimes, clockOffMs } = this.habits;
    return {
      caseRef,
      status,
      publicText: text,
      ...(hasTimes && { changedAt: new Date(at + clockOffMs) }),
      ...(hasIds && { changeId: text }),
    };
  }

  private statuses(caseRefs: readonly string[]): CaseSnapshot[] {
    this.crash();
    return caseRefs.flatMap((caseRef) => this.lastOf(caseRef) ?? []).map((each) => this.snapshot(each));
  }

  private page({ from, to }: ChangeWindow, page = '0'): ChangePage {
    this.crash();
    const { clockOffMs, pageSize, cap, isUnordered, tells } = this.habits;
    const isIn = (at: number) => at + clockOffMs >= from.getTime() && at + clockOffMs <= to.getTime();
    const shown = this.changes.filter(({ at, showsAt }) => showsAt <= this.now && isIn(at));
    const listed = tells === 'events' ? shown : shown.filter((each) => each === this.lastOf(each.caseRef));
    const given = listed.slice(0, cap);
    const start = Number(page);
    const part = given.slice(start, start + pageSize);
    const told = isUnordered ? this.random.shuffled(part) : part;
    const repeated = told.length > 0 && this.random.chance(0.2) ? [...told, told[this.random.below(told.length)]!] : told;
    const isLast = start + pageSize >= given.length;
    return {
      changes: repeated.map((each) => this.snapshot(each)),
      isCapped: listed.length >= cap,
      ...(!isLast && { nextPage: String(start + pageSize) }),
    };
  }

  private crash(): void {
    this.crashIn -= 1;
    if (this.crashIn > 0) return;
    this.crashIn = Infinity;
    throw new Crash('the process died');
  }
}
