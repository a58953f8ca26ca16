import { Command } from 'commander';
import { UnmappedWordStore } from '../store/unmapped-word.store.js';
import { type OperatorDependencies, withBridge } from './deliveries/operator.js';
import { json, table, time } from './deliveries/texts.js';

export function unmappedCommand(deps: OperatorDependencies): Command {
  return new Command('unmapped')
    .description("the CRMs' status words that no status rule knew; those that have one by now go when the bridge starts")
    .option('--connection <id>', 'only of this one, such as riverton.example/crm')
    .option('--json', 'for machines')
    .action(async ({ connection, json: asJson }: { connection?: string; json?: boolean }) =>
      withBridge(deps, async ({ database }) => {
        const words = await new UnmappedWordStore(database).list(connection);
        if (asJson) return deps.out(json(words));
        if (words.length === 0) return deps.out('every status word is known');
        const rows = words.map((each) => [
          each.connection,
          each.status,
          each.reason,
          String(each.seen),
          time(each.firstSeenAt),
          time(each.lastSeenAt),
          each.sampleCaseRef,
        ]);
        return deps.out(table(['connection', 'status', 'reason', 'seen', 'first', 'last', 'for instance in'], rows, [2, 30]));
      }),
    );
}
