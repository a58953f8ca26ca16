import type { CaseSnapshot, ChangePage, ChangeWindow, CrmAdapter, EarlierCase } from '../../../src/adapter-kit/adapter.js';
import type { ServiceRequest } from '../../../src/domain/service-request.js';
import { caseRefOf, changedAtOf, MINUTE, otherRefOf, type Plan, publicIdOf, textOf, type Word, wordOf } from './plan.js';

const PAGE = 100;

/** The other side: a case for each report, made up when it is asked for, so that ten thousand of them take no memory. */
export class PlantedCrm {
  calls = 0;

  constructor(private readonly plan: Plan) {}

  get adapter(): CrmAdapter {
    return {
      fetchStatuses: async (refs: readonly string[]) => this.counted(refs.flatMap((ref) => this.caseOf(ref) ?? [])),
      fetchChanges: async (window: ChangeWindow, page?: string) => this.counted(this.page(window, Number(page ?? '0'))),
      findCase: async (request: ServiceRequest) => this.counted(this.find(Number(request.id.slice(3)))),
    } as unknown as CrmAdapter;
  }

  private counted<T>(answer: T): T {
    this.calls += 1;
    return answer;
  }

  private caseOf(ref: string): CaseSnapshot | undefined {
    const number = Number(ref.slice(2));
    const kind = this.plan.kindOf(number);
    if (ref === otherRefOf(number))
      return kind === 'twice' || kind === 'renumbered' || kind === 'missing_here' ? this.snapshot(ref, number) : undefined;
    if (kind === 'missing_there' || kind === 'renumbered' || kind === 'never_arrived' || kind === 'missing_here')
      return undefined;
    return this.snapshot(ref, number);
  }

  private snapshot(caseRef: string, number: number): CaseSnapshot {
    const { status, text, at } = this.saidOf(number);
    return {
      caseRef,
      status,
      ...(text !== undefined && { publicText: text }),
      changedAt: new Date(at),
      requestId: publicIdOf(number),
      ...(this.plan.kindOf(number) === 'merged' && { mergedInto: caseRefOf(number + 1) }),
    };
  }

  private saidOf(number: number): { status: Word; text?: string; at: number } {
    const kind = this.plan.kindOf(number);
    // Of every other one the CRM moved the status and not its time, or set it back.
    const at = changedAtOf(number) + (this.plan.isOdd(number) ? -MINUTE : MINUTE);
    if (kind === 'closed_there') return { status: 'done', text: 'Filled.', at };
    if (kind === 'open_there') return { status: 'working', text: 'Once more.', at };
    if (kind === 'text_differs') return { status: wordOf(number), text: 'Something else.', at };
    const status = wordOf(number);
    return { status, at: changedAtOf(number), ...(status !== 'new' && { text: textOf(number) }) };
  }

  /** By the minute, and between ours as many that are not ours. */
  private page({ from, to }: ChangeWindow, start: number): ChangePage {
    const first = Math.max(1, Math.ceil((from.getTime() - changedAtOf(0)) / MINUTE) + start);
    const changes: CaseSnapshot[] = [];
    let number = first;
    for (; number <= this.plan.reports && changedAtOf(number) <= to.getTime() && number < first + PAGE; number += 1)
      changes.push(...this.changesOf(number));
    const isLast = number > this.plan.reports || changedAtOf(number) > to.getTime();
    return { changes, ...(!isLast && { nextPage: String(start + PAGE) }) };
  }

  private changesOf(number: number): CaseSnapshot[] {
    const own = [caseRefOf(number), otherRefOf(number)].flatMap((ref) => this.caseOf(ref) ?? []);
    return [
      ...own,
      { caseRef: `F-${number}`, status: 'done', requestId: `PHONE-${number}`, changedAt: new Date(changedAtOf(number)) },
    ];
  }

  private find(number: number): EarlierCase {
    const kind = this.plan.kindOf(number);
    if (kind === 'renumbered') return { is: 'found', caseRef: otherRefOf(number) };
    if (kind === 'lost_answer') return { is: 'found', caseRef: caseRefOf(number) };
    return { is: 'absent' };
  }
}
