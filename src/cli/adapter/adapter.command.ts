import { Command } from 'commander';
import { type AdapterNewDeps, adapterNewCommand } from './adapter-new.command.js';
import { type AdapterTestDeps, adapterTestCommand } from './adapter-test.command.js';

/** `adapter`: for those who write one. */
export function adapterCommand(deps: AdapterTestDeps & AdapterNewDeps): Command {
  return new Command('adapter')
    .description('for those who write an adapter')
    .addCommand(adapterNewCommand(deps))
    .addCommand(adapterTestCommand(deps));
}
