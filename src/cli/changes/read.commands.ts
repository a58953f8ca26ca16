import { Command } from 'commander';
import { auditOf } from '../../store/audit.js';
import { type IncomingChange, IncomingChangeStore } from '../../store/incoming-change.store.js';
import { type OperatorDependencies, withBridge } from '../deliveries/operator.js';
import { json, plain, table, time } from '../deliveries/texts.js';
import { wholeUpTo } from '../whole-number.js';

const MOST = 10_000;

interface ListOptions {
  readonly connection?: string;
  readonly all?: boolean;
  readonly limit: number;
  readonly json?: boolean;
}

export function listCommand(deps: OperatorDependencies): Command {
  return new Command('list')
    .description('changes that wait, oldest first')
    .option('--connection <id>', 'only of this one, such as riverton.example/crm')
    .option('--all', 'those that were applied or dismissed too')
    .option('--limit <number>', `at most so many, up to ${MOST}`, wholeUpTo(MOST), 50)
    .option('--json', 'for machines')
    .action(async ({ connection, all, limit, json: asJson }: ListOptions) =>
      withBridge(deps, async ({ database }) => {
        const states = all ? (['waiting', 'applied', 'dismissed'] as const) : (['waiting'] as const);
        const changes = await new IncomingChangeStore(database).list({ connection, states, limit });
        if (asJson) return deps.out(json(changes));
        deps.out(changes.length === 0 ? 'no change waits' : listText(changes));
      }),
    );
}

export function showCommand(deps: OperatorDependencies): Command {
  return new Command('show')
    .description('one change, with what the CRM said')
    .argument('<number>', 'of the change')
    .option('--json', 'for machines')
    .action(async (id: string, options: { json?: boolean }) =>
      withBridge(deps, async ({ database }) => {
        const change = await new IncomingChangeStore(database).get(id);
        const acts = await auditOf(database, `change/${id}`);
        deps.out(options.json ? json({ ...change, acts }) : showText(change));
        if (!options.json) for (const { at, actor, action } of acts) deps.out(`${time(at)}  ${action} by ${plain(actor)}`);
      }),
    );
}

function listText(changes: readonly IncomingChange[]): string {
  const head = ['change', 'connection', 'by', 'case', 'request', 'state', 'times', 'since', 'why'];
  const rows = changes.map((each) => [
    each.id,
    each.connection,
    each.source,
    each.caseRef ?? '',
    each.publicId ?? '',
    each.state === 'waiting' ? `waits for ${each.awaits === 'case' ? 'its case' : 'a person'}` : each.state,
    String(each.times),
    time(each.receivedAt),
    each.reason,
  ]);
  return table(head, rows, [head.length - 1, 50]);
}

function showText(change: IncomingChange): string {
  const { id, connection, source, state, awaits, caseRef, publicId, reason, summary, times, receivedAt, lastReceivedAt } = change;
  const lines = [
    `change ${id} of ${connection}, by ${source}: ${state === 'waiting' ? `waits for ${awaits === 'case' ? 'its case' : 'a person'}` : state}`,
    `case ${caseRef ?? 'not told'}, request ${publicId ?? 'not told'}`,
    `came ${times === 1 ? `once, ${time(receivedAt)}` : `${times} times, ${time(receivedAt)} to ${time(lastReceivedAt)}`}`,
    `why: ${reason}`,
    ...(summary ? [summary] : []),
    ...Object.entries(change.snapshot ?? {}).map(
      ([name, value]) => `  ${name}: ${typeof value === 'string' ? value : json(value)}`,
    ),
  ];
  return lines.map(plain).join('\n');
}
