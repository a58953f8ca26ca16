import { Command } from 'commander';
import type { Settings } from '../settings/settings.js';
import { SettingsError } from '../settings/settings-error.js';

export interface CheckConfigDeps {
  /** Reads the configuration and tries its examples; sends nothing. */
  readonly load: () => Promise<Settings>;
  readonly out: (line: string) => void;
  /** Prints the text as an error and lets the process end with status 1. */
  readonly fail: (message: string) => void;
}

/** `check-config`: says that the configuration is right, or everything that is wrong with it. */
export function checkConfigCommand({ load, out, fail }: CheckConfigDeps): Command {
  return new Command('check-config')
    .description('check the whole configuration, try the examples of its connections, and list every mistake')
    .action(async () => {
      try {
        out(`config is right: ${sizesOf(await load())}`);
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        fail(error.message);
      }
    });
}

function sizesOf({ jurisdictions }: Settings): string {
  const services = jurisdictions.flatMap((city) => city.services).length;
  const connections = jurisdictions.flatMap((city) => city.connections).length;
  return [count(jurisdictions.length, 'jurisdiction'), count(services, 'service'), count(connections, 'connection')].join(', ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
