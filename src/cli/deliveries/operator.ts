import { userInfo } from 'node:os';
import { Command } from 'commander';
import type { Settings } from '../../settings/settings.js';
import type { Database } from '../../store/database.js';

/** The store and the settings of a command beside a running bridge. */
export interface OpenBridge {
  readonly database: Database;
  readonly settings: Settings;
  close(): Promise<void>;
}

export interface OperatorDependencies {
  readonly open: () => Promise<OpenBridge>;
  readonly out: (line: string) => void;
}

/** Runs the work and closes the store, whatever comes of it. */
export async function withBridge<T>({ open }: OperatorDependencies, work: (bridge: OpenBridge) => Promise<T>): Promise<T> {
  const bridge = await open();
  return work(bridge).finally(() => bridge.close());
}

/** A command that changes something: it is written down who did it. */
export function act(name: string): Command {
  return new Command(name).option('--as <name>', 'who does it, for the audit; the user of this machine by default');
}

/** @throws when the name is empty. */
export function actorOf({ as }: { readonly as?: string }): string {
  if (as === undefined) return osUser();
  if (as.trim() === '') throw new Error('--as: the name is empty');
  return as.trim();
}

/** In a container the user may have a number and no name. */
function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Ids of all connections that are configured. */
export function configuredConnections({ jurisdictions }: Settings): string[] {
  return jurisdictions.flatMap(({ connections }) => connections.map(({ id }) => id));
}
