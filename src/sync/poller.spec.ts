import { until } from '../../test/support/deployment.js';
import { aConnection } from '../../test/support/a-connection.js';
import type { CrmAdapter } from '../adapter-kit/adapter.js';
import { Connection } from '../connections/connection.js';
import type { Connections } from '../connections/connections.js';
import { Log } from '../settings/log.js';
import type { SyncStore } from '../store/sync.store.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { ChangeApplier } from './change-applier.js';
import { Poller } from './poller.js';
import { SyncLease } from './sync-lease.js';

const store = {
  lease: async () => true,
  hold: async () => ({ forMs: 0 }),
  now: async () => new Date(),
  cursorFrom: async () => new Date(),
  advance: async () => undefined,
  closeHeldByNothing: async () => 0,
} as unknown as SyncStore;
const applier = { apply: async () => [] } as unknown as ChangeApplier;
const telemetry = { polled: () => undefined } as unknown as Telemetry;

/** No round would come by itself while this test runs. */
const sync = { ...aConnection().sync, pollEveryMs: 1e9 };

it('asks at once when the CRM says that something changed, and again for what came meanwhile', async () => {
  let asked = 0;
  let changed: () => void = () => undefined;
  let answer: (() => void) | undefined;
  const adapter: Partial<CrmAdapter> = {
    fetchChanges: async () => {
      asked += 1;
      await new Promise<void>((resolve) => (answer = resolve));
      return { changes: [] };
    },
    watchChanges: (onChange, { signal }) => {
      changed = onChange;
      return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    },
  };
  const settings = { ...aConnection({ sync, delivery: { callTimeoutMs: 60_000 } }) };
  const connection = new Connection(settings, adapter as CrmAdapter, Log.at('silent'));
  const connections = { all: () => [connection] } as unknown as Connections;
  const poller = new Poller(connections, store, new SyncLease(store), applier, telemetry, Log.at('silent'));
  const rounds = (count: number) =>
    until(
      async () => asked,
      (found) => found === count,
    );
  poller.onApplicationBootstrap();
  await rounds(1);
  changed();
  answer!();
  await rounds(2);
  answer!();
  await until(
    async () => {
      changed();
      return asked;
    },
    (found) => found === 3,
  );
  answer!();
  await poller.beforeApplicationShutdown();
});

it('leaves a CRM alone that refused, whichever process it refused, but for the first round of one that was started since', async () => {
  let asked = 0;
  let looks = 0;
  const held = {
    ...store,
    hold: async () => {
      looks += 1;
      return { forMs: 1e9 };
    },
  } as unknown as SyncStore;
  const adapter: Partial<CrmAdapter> = {
    fetchChanges: async () => {
      asked += 1;
      return { changes: [] };
    },
  };
  const connection = new Connection(aConnection(), adapter as CrmAdapter, Log.at('silent'));
  const poller = new Poller(
    { all: () => [connection] } as unknown as Connections,
    held,
    new SyncLease(held),
    applier,
    telemetry,
    Log.at('silent'),
  );
  poller.onApplicationBootstrap();
  await until(
    async () => looks,
    (found) => found > 2,
  );
  await poller.beforeApplicationShutdown();
  expect(asked).toBe(1);
});
