import { Command } from 'commander';
import { SettingsError } from '../settings/settings-error.js';
import { COMMANDS, fail } from './commands.js';

const program = new Command('open311-bridge').description(
  'Open311 GeoReport v2 on one side, a city’s case management on the other: every report becomes exactly one case',
);
const [, , asked = 'start'] = process.argv;
// All of them, where help is asked for or one that is not there.
const names = Object.hasOwn(COMMANDS, asked) ? [asked] : Object.keys(COMMANDS);
for (const name of names) program.addCommand(await COMMANDS[name]!(), { isDefault: name === 'start' && isNoName(asked) });

/** An option, or what is done without a name: one that is mistyped is not to start a bridge. */
function isNoName(word: string): boolean {
  return word === 'start' || word.startsWith('-');
}

program
  .parseAsync()
  .catch((error: Error) => fail(error instanceof SettingsError ? error.message : `open311-bridge: ${error.message}`));
