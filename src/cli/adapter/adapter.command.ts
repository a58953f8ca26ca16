import { Command } from 'commander';
import { type AdapterTestDeps, adapterTestCommand } from './adapter-test.command.js';

/** `adapter`: for those who write one. */
export function adapterCommand(deps: AdapterTestDeps): Command {
  return new Command('adapter').description('for those who write an adapter').addCommand(adapterTestCommand(deps));
}
