import { Command } from 'commander';
import type { OperatorDependencies } from '../deliveries/operator.js';
import { applyCommand, dismissCommand } from './settle.commands.js';
import { listCommand, showCommand } from './read.commands.js';

export function changesCommand(deps: OperatorDependencies): Command {
  return new Command('changes')
    .description('what the CRMs told and the bridge could not apply: changes of cases that it does not know, and items in doubt')
    .addCommand(listCommand(deps))
    .addCommand(showCommand(deps))
    .addCommand(applyCommand(deps))
    .addCommand(dismissCommand(deps));
}
