import { Command, InvalidArgumentError } from 'commander';
import type { ApiClientStore } from '../store/api-client.store.js';

export interface KeysDependencies {
  readonly clients: () => Promise<{ store: ApiClientStore; close(): Promise<void> }>;
  readonly out: (line: string) => void;
}

export function keysCommand({ clients, out }: KeysDependencies): Command {
  const withStore = async (work: (store: ApiClientStore) => Promise<void>): Promise<void> => {
    const { store, close } = await clients();
    await work(store).finally(close);
  };
  const keys = new Command('keys').description('API keys of the apps that may file reports');
  keys
    .command('create')
    .argument('<name>', 'who gets it')
    .option('--jurisdiction <id...>', 'only for these; all by default')
    .option('--rate <number>', 'requests a minute, or off for no limit; as limits.perKey says by default', rateOf)
    .action((name: string, { jurisdiction, rate }: { jurisdiction?: string[]; rate?: number }) =>
      withStore(async (store) => {
        const { key } = await store.create(name, { jurisdictions: jurisdiction, requestsPerMinute: rate });
        out(`${key}\nGive it to ${name} now: it is stored hashed and can't be shown again.`);
      }),
    );
  keys.command('list').action(() =>
    withStore(async (store) => {
      for (const { id, name, keyPrefix, jurisdictions, requestsPerMinute, createdAt, revokedAt } of await store.list()) {
        const state = revokedAt ? `revoked ${revokedAt.toISOString()}` : 'valid';
        out(
          `${id}  ${keyPrefix}...  ${name}  ${jurisdictions?.join(',') ?? 'all jurisdictions'}  ${rateText(requestsPerMinute)}  created ${createdAt.toISOString()}  ${state}`,
        );
      }
    }),
  );
  keys
    .command('revoke')
    .argument('<id>', "the key's id, or its first characters as `keys list` shows them")
    .action((id: string) =>
      withStore(async (store) => {
        const revoked = await store.revoke(id);
        if (revoked.length === 0) throw new Error(`no valid key has the id or first characters ${id}`);
        for (const { name, keyPrefix } of revoked) out(`revoked ${keyPrefix}... of ${name}`);
      }),
    );
  return keys;
}

/** @throws InvalidArgumentError. */
function rateOf(text: string): number {
  if (text === 'off') return 0;
  if (!/^[1-9]\d{0,7}$/.test(text)) throw new InvalidArgumentError('a whole number from 1 on, or off.');
  return Number(text);
}

function rateText(requestsPerMinute: number | undefined): string {
  if (requestsPerMinute === undefined) return 'default rate';
  return requestsPerMinute === 0 ? 'no rate limit' : `${requestsPerMinute} a minute`;
}
