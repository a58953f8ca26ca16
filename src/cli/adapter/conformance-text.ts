import type { CaseResult } from '../../adapter-kit/conformance/run-case.js';
import type { SuiteReport } from '../../adapter-kit/conformance/run-suite.js';
import { plain, table } from '../deliveries/texts.js';

/** A report for the terminal, groups of which no case applies left out: a line for each group, what failed and why, what is excused and why, and the level reached. */
export function conformanceText(report: SuiteReport): string {
  const title = `${report.label} (${report.site ? `${report.type}, ${report.site}` : report.type})`;
  return [title, groupTable(report.results), ...failures(report.results), ...exemptions(report.results), verdict(report)].join(
    '\n\n',
  );
}

function groupTable(results: readonly CaseResult[]): string {
  const groups = groupedBy(results, ({ id }) => groupOf(id));
  const told = [...groups].filter(([, cases]) => cases.some(({ outcome }) => outcome !== 'not applicable'));
  const rows = told.map(([group, cases]) => [
    group,
    ...(['passed', 'failed', 'exempt', 'not applicable'] as const).map((outcome) =>
      figure(cases.filter((each) => each.outcome === outcome).length),
    ),
    `${cases.reduce((sum, { tookMs }) => sum + tookMs, 0)} ms`,
  ]);
  return table(['cases', 'passed', 'failed', 'exempt', 'not applicable', 'took'], rows);
}

/** `CREATE-FAIL` of `CREATE-FAIL-03`. */
const groupOf = (id: string): string => id.replace(/-\d+$/, '');
const figure = (count: number): string => (count === 0 ? '' : String(count));

function failures(results: readonly CaseResult[]): string[] {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  if (failed.length === 0) return [];
  return [['Failed:', ...failed.map(({ id, title, reason = '' }) => `  ${id} ${title}\n    ${plain(reason)}`)].join('\n')];
}

function exemptions(results: readonly CaseResult[]): string[] {
  const exempt = results.filter(({ outcome }) => outcome === 'exempt');
  const byReason = groupedBy(exempt, ({ reason = '' }) => reason);
  const lines = [...byReason].map(([reason, cases]) => `  ${plain(reason)}: ${shortened(cases, results).join(', ')}`);
  const inVain = exempt.filter(({ excusedInVain }) => excusedInVain).map(({ id }) => id);
  return [
    ...(lines.length > 0 ? [['Exempt:', ...lines].join('\n')] : []),
    ...(inVain.length > 0 ? [`Exempt, but they pass: ${inVain.join(', ')}. Take these exemptions out.`] : []),
  ];
}

/** A group that is meant as a whole is named once. */
function shortened(cases: readonly CaseResult[], all: readonly CaseResult[]): string[] {
  const sizeOf = (group: string) => all.filter(({ id }) => groupOf(id) === group).length;
  return [...groupedBy(cases, ({ id }) => groupOf(id))].flatMap(([group, some]) =>
    some.length === sizeOf(group) ? [`${group}-*`] : some.map(({ id }) => id),
  );
}

function verdict({ results, counts, level, tookMs }: SuiteReport): string {
  const told = (['passed', 'failed', 'exempt', 'not applicable'] as const)
    .filter((outcome) => counts[outcome] > 0)
    .map((outcome) => `${counts[outcome]} ${outcome}`);
  return `${results.length} cases: ${told.join(', ')}. Level: ${level ?? 'none'}. ${(tookMs / 1000).toFixed(1)} s`;
}

function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
