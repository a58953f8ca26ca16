import { Command } from 'commander';
import { GivenUpPushesStore } from '../store/given-up-pushes.store.js';
import { act, actorOf, type OperatorDependencies, withBridge } from './deliveries/operator.js';
import { counted, json, table, time } from './deliveries/texts.js';
import { wholeUpTo } from './whole-number.js';

const MOST = 10_000;

export function pushesCommand(deps: OperatorDependencies): Command {
  return new Command('pushes')
    .description('updates that one who wants to be told of them was not told of, and that were given up')
    .addCommand(listCommand(deps))
    .addCommand(retryCommand(deps))
    .addCommand(dismissCommand(deps));
}

function listCommand(deps: OperatorDependencies): Command {
  return new Command('list')
    .description('which, for whom, and why; oldest first')
    .option('--subscriber <id>', 'only for this one, such as riverton.example/app')
    .option('--limit <number>', `at most so many, up to ${MOST}`, wholeUpTo(MOST), 50)
    .option('--json', 'for machines')
    .action(async ({ subscriber, limit, json: asJson }: { subscriber?: string; limit: number; json?: boolean }) =>
      withBridge(deps, async ({ database }) => {
        const pushes = await new GivenUpPushesStore(database).list(limit, subscriber);
        if (asJson) return deps.out(json(pushes));
        if (pushes.length === 0) return deps.out('no update was given up');
        const rows = pushes.map((each) => [
          each.subscriber,
          each.update,
          each.request,
          time(each.givenUpAt),
          String(each.attempts),
          each.reason,
        ]);
        return deps.out(table(['subscriber', 'update', 'request', 'given up', 'tries', 'why'], rows, [5, 40]));
      }),
    );
}

function retryCommand(deps: OperatorDependencies): Command {
  return act('retry')
    .description('tries those of one subscriber again, once the receiver was put right')
    .argument('<subscriber>', 'such as riverton.example/app')
    .option('--update <id>', 'only this one, as the list has it')
    .action(async (subscriber: string, options: { as?: string; update?: string }) =>
      withBridge(deps, async ({ database }) => {
        const count = await new GivenUpPushesStore(database).retry(subscriber, options.update, actorOf(options));
        if (count > 0) return deps.out(`${counted(count, 'update is', 'updates are')} sent again within some seconds`);
        return deps.out(nothingOf(options.update ?? subscriber));
      }),
    );
}

function dismissCommand(deps: OperatorDependencies): Command {
  return act('dismiss')
    .description('says that this subscriber need not be told of them: they are listed no more')
    .argument('<subscriber>', 'such as riverton.example/app')
    .option('--update <id>', 'only this one, as the list has it')
    .action(async (subscriber: string, options: { as?: string; update?: string }) =>
      withBridge(deps, async ({ database }) => {
        const count = await new GivenUpPushesStore(database).dismiss(subscriber, options.update, actorOf(options));
        if (count > 0)
          return deps.out(`${counted(count, 'update is', 'updates are')} dismissed: ${subscriber} is not told of them`);
        return deps.out(nothingOf(options.update ?? subscriber));
      }),
    );
}

const nothingOf = (what: string): string => `nothing of ${what} was given up: pushes list shows what was`;
