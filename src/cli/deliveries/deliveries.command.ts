import { Command } from 'commander';
import { cancelCommand, resolveCommand } from './act.commands.js';
import { editCommand } from './edit.command.js';
import { countCommand, listCommand } from './list.command.js';
import type { OperatorDependencies } from './operator.js';
import { retryCommand } from './retry.command.js';
import { showCommand } from './show.command.js';

export function deliveriesCommand(deps: OperatorDependencies): Command {
  return new Command('deliveries')
    .description('what goes to the CRMs: dead letters, unknown outcomes, and what to do about them')
    .addCommand(listCommand(deps))
    .addCommand(countCommand(deps))
    .addCommand(showCommand(deps))
    .addCommand(retryCommand(deps))
    .addCommand(resolveCommand(deps))
    .addCommand(editCommand(deps))
    .addCommand(cancelCommand(deps));
}
