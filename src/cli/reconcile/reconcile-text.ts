import type { Reconciliation } from '../../reconcile/reconciler.js';
import { proposed, SAID } from '../../reconcile/words.js';
import { countsByKind, type Difference } from '../../domain/reconciliation.js';
import type { Repaired } from '../../reconcile/repairer.js';
import { counted, plain, table, time } from '../deliveries/texts.js';

/** The report for people. */
export function reportText(report: Reconciliation): string[] {
  const { connection, span, differences, listed } = report;
  return [
    `${connection}: reports filed and cases changed from ${time(span.from)} to ${time(span.to)}`,
    ...lookedText(report),
    ...(differences.length > 0 ? [differencesText(differences)] : []),
    `${counted(differences.length, 'difference')}${differences.length > 0 ? `: ${byKind(differences)}` : ''}`,
    ...(listed > 0 ? [`${counted(listed, 'more', 'more')} put before a person earlier: open311-bridge changes list --all`] : []),
    ...(report.isWhole ? [] : ['this is not all: the run was stopped, or there is more than a report holds']),
  ];
}

function lookedText({ looked, notCheckable }: Reconciliation): string[] {
  const { cases, changes, undelivered, fresh, unmapped, refused, undecided } = looked;
  const left = [
    [fresh, 'changed there a moment ago: polling may be on its way'],
    [unmapped, 'in words that no status rule knows: open311-bridge unmapped'],
    [refused, 'that the CRM refuses to tell of'],
    [undecided, 'of which the CRM can not tell whether it has them: open311-bridge deliveries list --state unknown'],
  ] as const;
  return [
    `looked at ${counted(cases, 'case')}, ${counted(changes, 'change')} that the CRM told, ${counted(undelivered, 'report')} without a case`,
    ...left.flatMap(([count, why]) => (count > 0 ? [`left out: ${count} ${why}`] : [])),
    ...notCheckable.map(({ kinds, reason }) => `can't be checked: ${kinds.join(', ')}: ${reason}`),
  ];
}

function differencesText(differences: readonly Difference[]): string {
  const rows = differences.map((each) => [
    each.kind,
    each.request ?? '',
    [each.caseRef, each.otherRef].filter(Boolean).join(' / '),
    [SAID[each.kind], each.here && `here ${each.here}`, each.there && `there ${each.there}`].filter(Boolean).join('; '),
    proposed(each),
  ]);
  return table(['kind', 'request', 'case', 'what', 'repair'], rows, [4, 50]);
}

export function byKind(differences: readonly Difference[]): string {
  return Object.entries(countsByKind(differences))
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
}

/** The same for machines: dates as ISO 8601, and each difference with the repair in words. */
export function reportJson({ span, differences, ...report }: Reconciliation): object {
  return { ...report, ...span, differences: differences.map((each) => ({ ...each, proposed: proposed(each) })) };
}

/** What was done, and what could not be. */
export function repairedText(all: readonly Repaired[]): string[] {
  const count = (outcome: Repaired['outcome']) => all.filter((each) => each.outcome === outcome).length;
  return [
    ...all.flatMap(({ difference: { kind, request, caseRef }, outcome, reason }) =>
      outcome === 'refused' ? [`not repaired: ${kind} ${request ?? caseRef}: ${plain(reason ?? '')}`] : [],
    ),
    `${count('repaired')} repaired, ${count('listed')} put before a person (open311-bridge changes list), ${count('refused')} not repaired`,
  ];
}
