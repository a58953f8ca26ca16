import { Command } from 'commander';
import { DeadLetterStore } from '../../store/dead-letters.store.js';
import type { ListedDelivery } from '../../store/dead-letters/list.js';
import { filterOf, type FilterOptions, withFilter } from './filter-options.js';
import { groupsText } from './groups-text.js';
import { configuredConnections, type OperatorDependencies, withBridge } from './operator.js';
import { json, plain, shortId, table, time } from './texts.js';
import { wholeUpTo } from '../whole-number.js';

const PARKED = ['unknown', 'dead'] as const;
const MOST = 10_000;

interface ListOptions extends FilterOptions {
  readonly limit: number;
  readonly cursor?: string;
  readonly json?: boolean;
}

export function listCommand(deps: OperatorDependencies): Command {
  return withFilter(
    new Command('list').description('deliveries, oldest first; without a filter those that wait for a person'),
    PARKED,
  )
    .option('--limit <number>', `at most so many, up to ${MOST}`, wholeUpTo(MOST), 50)
    .option('--cursor <cursor>', 'go on after the page before')
    .option('--json', 'for machines')
    .action(async (options: ListOptions) =>
      withBridge(deps, async ({ database, settings }) => {
        const page = await new DeadLetterStore(database).list(filterOf(options, PARKED), options);
        if (options.json) return deps.out(json(page));
        if (page.deliveries.length === 0) return deps.out('no delivery fits');
        deps.out(listText(page.deliveries, new Set(configuredConnections(settings))));
        if (page.next) deps.out(`there are more: --cursor ${page.next}`);
      }),
    );
}

export function countCommand(deps: OperatorDependencies): Command {
  return withFilter(new Command('count').description('how many deliveries, by connection and kind of error'), PARKED)
    .option('--json', 'for machines')
    .action(async (options: FilterOptions & { json?: boolean }) =>
      withBridge(deps, async ({ database }) => {
        const groups = await new DeadLetterStore(database).groups(filterOf(options, PARKED), { byReason: false, limit: 1000 });
        deps.out(options.json ? json(groups) : groupsText(groups));
      }),
    );
}

function listText(deliveries: readonly ListedDelivery[], configured: ReadonlySet<string>): string {
  const head = ['delivery', 'request', 'service', 'connection', 'step', 'state', 'tries', 'made', 'why'];
  const rows = deliveries.map((each) => [
    shortId(each.id),
    each.request,
    each.serviceCode,
    each.connection,
    each.step,
    each.blocked ? `${each.state}, blocked` : each.state,
    String(each.attempts),
    time(each.createdAt),
    whyOf(each, configured),
  ]);
  return table(head, rows, [head.length - 1, 50]);
}

function whyOf({ kind, reason, connection }: ListedDelivery, configured: ReadonlySet<string>): string {
  const gone = configured.has(connection) ? undefined : 'its connection is not configured any more';
  return plain([gone, kind, reason].filter(Boolean).join(': '));
}
