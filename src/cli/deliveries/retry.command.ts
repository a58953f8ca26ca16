import { Command } from 'commander';
import { DeadLetterStore } from '../../store/dead-letters.store.js';
import { filterOf, type FilterOptions, withFilter } from './filter-options.js';
import { groupsText } from './groups-text.js';
import { act, actorOf, type OperatorDependencies, withBridge } from './operator.js';
import { counted, json } from './texts.js';

const DEAD = ['dead'] as const;
const GROUPS_SHOWN = 30;

interface RetryOptions extends FilterOptions {
  readonly as?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function retryCommand(deps: OperatorDependencies): Command {
  return withFilter(act('retry'), DEAD)
    .description('takes dead deliveries up again, and makes those that wait for their next attempt due now')
    .argument('[id]', 'of one delivery; without it, all that fit the filter')
    .option('--yes', 'do it; without it, many are only counted')
    .option('--json', 'for machines')
    .action(async (id: string | undefined, options: RetryOptions) =>
      withBridge(deps, async ({ database }) => {
        const letters = new DeadLetterStore(database);
        if (id === undefined) return retryMany(letters, options, deps);
        refuseFilterBesideId(options);
        const retried = await letters.retry(id, actorOf(options));
        deps.out(options.json ? json({ retried: 1, ids: [retried] }) : `${retried} is due now`);
      }),
    );
}

async function retryMany(letters: DeadLetterStore, options: RetryOptions, { out }: OperatorDependencies): Promise<void> {
  const filter = filterOf(options, DEAD);
  const groups = await letters.groups(filter, { byReason: true, limit: GROUPS_SHOWN });
  if (!options.json) out(groupsText(groups));
  const retried = options.yes ? await letters.retryMany(filter, actorOf(options)) : 0;
  if (options.json) return out(json({ ...groups, retried }));
  if (options.yes) out(`${counted(retried, 'delivery is', 'deliveries are')} due now`);
  else if (groups.total > 0) out('nothing was done: say --yes to retry them');
}

/** @throws where both an id and a filter say what is meant. */
function refuseFilterBesideId({ as: _as, yes: _yes, json: _json, ...filter }: RetryOptions): void {
  const [first] = Object.keys(filter);
  if (first !== undefined) throw new Error(`${first}: give either an id or a filter, not both`);
}
