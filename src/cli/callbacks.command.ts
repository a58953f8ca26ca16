import { Command, InvalidArgumentError } from 'commander';
import { decodeText } from '../adapter-kit/charset.js';
import { FailedCallbacksStore } from '../store/failed-callbacks.store.js';
import { act, actorOf, type OperatorDependencies, withBridge } from './deliveries/operator.js';
import { json, table, time } from './deliveries/texts.js';

export function callbacksCommand(deps: OperatorDependencies): Command {
  return new Command('callbacks')
    .description('what CRMs sent by themselves and nobody could make sense of')
    .addCommand(listCommand(deps))
    .addCommand(showCommand(deps))
    .addCommand(retryCommand(deps))
    .addCommand(dismissCommand(deps));
}

function listCommand(deps: OperatorDependencies): Command {
  return new Command('list')
    .description('the messages that wait for a person, and why')
    .option('--connection <id>', 'only of this one, such as riverton/crm')
    .option('--limit <number>', 'so many', number, 50)
    .option('--json', 'for machines')
    .action(async ({ connection, limit, json: asJson }: { connection?: string; limit: number; json?: boolean }) =>
      withBridge(deps, async ({ database }) => {
        const failed = await new FailedCallbacksStore(database).list(limit, connection);
        if (asJson) return deps.out(json(failed));
        if (failed.length === 0) return deps.out('no message waits for a person');
        const rows = failed.map((each) => [each.id, each.connection, time(each.receivedAt), each.reason]);
        return deps.out(table(['id', 'connection', 'received', 'why'], rows, [3, 60]));
      }),
    );
}

function showCommand(deps: OperatorDependencies): Command {
  return new Command('show')
    .description('one message as it came; it may hold what people wrote')
    .argument('<id>', 'as the list has it', number)
    .action(async (id: number) =>
      withBridge(deps, async ({ database }) => {
        const body = await new FailedCallbacksStore(database).body(String(id));
        if (!body) throw new Error(`no message ${id} waits, or nothing is left of it; see open311-bridge callbacks list`);
        deps.out(decodeText(body));
      }),
    );
}

function retryCommand(deps: OperatorDependencies): Command {
  return act('retry')
    .description('reads the messages of a connection once more, by its rules as they are now')
    .argument('<connection>', 'such as riverton/crm')
    .action(async (connection: string, options: { as?: string }) =>
      withBridge(deps, async ({ database }) => {
        const count = await new FailedCallbacksStore(database).retry(connection, actorOf(options));
        deps.out(count === 0 ? `no message of ${connection} waits for a person` : `${count} are read again within some seconds`);
      }),
    );
}

function dismissCommand(deps: OperatorDependencies): Command {
  return act('dismiss')
    .description('says that nothing is to be done about a message; it is emptied')
    .argument('<id>', 'as the list has it', number)
    .option('--reason <text>', 'why', 'dismissed by an operator')
    .action(async (id: number, options: { as?: string; reason: string }) =>
      withBridge(deps, async ({ database }) => {
        await new FailedCallbacksStore(database).dismiss(String(id), actorOf(options), options.reason);
        deps.out(`${id}: dismissed`);
      }),
    );
}

/** @throws InvalidArgumentError. */
function number(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number.');
  return Number(text);
}
