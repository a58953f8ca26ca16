import { Command } from 'commander';
import { DeadLetterStore } from '../../store/dead-letters.store.js';
import type { DeliveryDetail } from '../../store/dead-letters/detail.js';
import { configuredConnections, type OperatorDependencies, withBridge } from './operator.js';
import { json, plain, time } from './texts.js';

interface ShowOptions {
  readonly exchanges?: boolean;
  readonly json?: boolean;
}

export function showCommand(deps: OperatorDependencies): Command {
  return new Command('show')
    .description('everything that is known of one delivery')
    .argument('<id>', 'of the delivery, or its first digits')
    .option('--exchanges', 'with what was sent and answered, and what was edited: may hold personal data')
    .option('--json', 'for machines')
    .action(async (id: string, options: ShowOptions) =>
      withBridge(deps, async ({ database, settings }) => {
        const detail = await new DeadLetterStore(database).show(id);
        if (options.json) return deps.out(json(options.exchanges ? detail : withoutPersonal(detail)));
        deps.out(detailText(detail, configuredConnections(settings), options.exchanges ?? false));
      }),
    );
}

function withoutPersonal({ delivery, attempts, ...rest }: DeliveryDetail) {
  const { overrides, results: _results, ...fields } = delivery;
  return {
    ...rest,
    delivery: { ...fields, edited: Object.keys(overrides ?? {}) },
    attempts: attempts.map(({ exchanges, ...attempt }) => ({ ...attempt, exchanges: exchanges.length })),
  };
}

function detailText(detail: DeliveryDetail, configured: readonly string[], withExchanges: boolean): string {
  return [
    ...headOf(detail, configured, withExchanges),
    ...attemptsOf(detail, withExchanges),
    'steps of this request to this connection:',
    ...detail.lane.map(({ position, step, state, blocked, id }) => {
      return `  ${position}  ${step}  ${state}${blocked ? ', blocked' : ''}  ${id === detail.delivery.id ? 'this one' : id}`;
    }),
    ...detail.acts.map((each) => `${time(each.at)}  ${plain(each.actor)}  ${each.action}  ${plain(JSON.stringify(each.detail))}`),
  ].join('\n');
}

function headOf(detail: DeliveryDetail, configured: readonly string[], withExchanges: boolean): string[] {
  const { delivery: row, request, jurisdiction, serviceCode, caseRefs, customerReferences, erasedAt } = detail;
  const failure = [row.last_error_kind, row.last_error_text].filter(Boolean).join(': ');
  const edited = withExchanges ? JSON.stringify(row.overrides) : Object.keys(row.overrides ?? {}).join(', ');
  return [
    `${row.id}  ${row.step}, position ${row.position}, ${row.role}`,
    `request ${request} of ${jurisdiction}, service ${serviceCode}${erasedAt ? `, erased ${time(erasedAt)}` : ''}`,
    `connection ${row.connection}${configured.includes(row.connection) ? '' : ', which is not configured any more'}`,
    `state ${row.state}${row.blocked ? ', blocked by an earlier step' : ''}, ${row.attempts} tries, fence ${row.fence}`,
    ...(row.state === 'pending' || row.state === 'sending'
      ? [`due ${time(row.not_before)}${row.look_first ? ', looked for first' : ''}`]
      : []),
    ...(row.claimed_by ? [`in the hands of ${row.claimed_by} since ${time(row.claimed_at!)}`] : []),
    `made ${time(row.created_at)}${row.settled_at ? `, settled ${time(row.settled_at)}` : ''}`,
    ...(failure ? [`last error ${plain(failure)}`] : []),
    ...(row.overrides ? [`edited ${plain(edited)}`] : []),
    ...(caseRefs.length > 0 ? [`case ${plain(caseRefs.join(', '))}`] : []),
    ...(customerReferences.length > 0 ? [`number for people ${plain(customerReferences.join(', '))}`] : []),
  ];
}

function attemptsOf({ attempts }: DeliveryDetail, withExchanges: boolean): string[] {
  return attempts.flatMap(({ number, started_at, ended_at, outcome, error_kind, error_text, worker, exchanges }) => {
    const failure = [error_kind, error_text].filter(Boolean).join(': ');
    const took = ended_at.getTime() - started_at.getTime();
    return [
      `attempt ${number}  ${time(started_at)}  ${took} ms  ${worker}  ${outcome}  ${plain(failure)}`.trimEnd(),
      ...(withExchanges ? [json(exchanges)] : []),
    ];
  });
}
