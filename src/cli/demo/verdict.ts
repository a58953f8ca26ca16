import type { BostonCase } from './boston-cases.js';
import type { CrmCase } from './crm-side.js';
import type { PublicStatus } from './resident-side.js';

/** A report on its way: what was filed, what it is called here, and in the CRM. */
export interface Filed {
  readonly report: BostonCase;
  readonly id: string;
}

export interface Verdict {
  readonly filed: number;
  readonly cases: number;
  readonly missing: readonly string[];
  readonly twice: readonly string[];
  readonly disagreeing: readonly string[];
  readonly closed: number;
}

/** Both ledgers side by side: each filed report is to have one case, and the public status is to be the CRM's. */
export function compare(
  filed: readonly Filed[],
  cases: readonly CrmCase[],
  statuses: ReadonlyMap<string, PublicStatus>,
): Verdict {
  const byReport = groupByReport(cases);
  const casesOf = (id: string) => byReport.get(id) ?? [];
  return {
    filed: filed.length,
    cases: filed.reduce((sum, { id }) => sum + casesOf(id).length, 0),
    missing: filed.filter(({ id }) => casesOf(id).length === 0).map(({ id }) => id),
    twice: filed.filter(({ id }) => casesOf(id).length > 1).map(({ id }) => id),
    disagreeing: filed.filter(({ id }) => casesOf(id)[0]?.status !== statuses.get(id)?.status).map(({ id }) => id),
    closed: [...statuses.values()].filter(({ status }) => status === 'closed').length,
  };
}

function groupByReport(cases: readonly CrmCase[]): Map<string | undefined, CrmCase[]> {
  const groups = new Map<string | undefined, CrmCase[]>();
  for (const each of cases) {
    const group = groups.get(each.reportId);
    if (group) group.push(each);
    else groups.set(each.reportId, [each]);
  }
  return groups;
}

export function isGood({ missing, twice, disagreeing }: Verdict): boolean {
  return missing.length === 0 && twice.length === 0 && disagreeing.length === 0;
}

export function verdictText(verdict: Verdict): string {
  const some = (ids: readonly string[]) =>
    ids.length === 0 ? '0' : `${ids.length} (${ids.slice(0, 5).join(', ')}${ids.length > 5 ? ', ...' : ''})`;
  return [
    `reports filed      ${verdict.filed}`,
    `cases in the CRM   ${verdict.cases}`,
    `missing            ${some(verdict.missing)}`,
    `made twice         ${some(verdict.twice)}`,
    `closed             ${verdict.closed}`,
    `statuses differing ${some(verdict.disagreeing)}`,
  ].join('\n');
}
