import type { CrmAdapter, WatchContext } from '../adapter-kit/adapter.js';
import { Connection } from '../connections/connection.js';
import { Log } from '../settings/log.js';
import { aConnection } from '../../test/support/a-connection.js';
import { until } from '../../test/support/deployment.js';
import { ChangeWatcher } from './change-watcher.js';

function setUp(watchChanges?: CrmAdapter['watchChanges']) {
  const woken: string[] = [];
  const connection = new Connection(aConnection(), { watchChanges } as CrmAdapter, Log.at('silent'));
  return { connection, woken, watcher: new ChangeWatcher(({ id }) => woken.push(id), Log.at('silent')) };
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

it('wakes polling whenever the CRM says that something changed', async () => {
  const { connection, watcher, woken } = setUp(async (onChange, { signal }) => {
    onChange();
    onChange();
    await aborted(signal);
  });
  watcher.watch(connection);
  await until(
    async () => woken.length,
    (count) => count === 2,
  );
  await watcher.close();
});

it('watches once, however many rounds there were, and begins again when the CRM ended it', async () => {
  const ends: (() => void)[] = [];
  const { connection, watcher } = setUp(() => new Promise<void>((resolve) => ends.push(resolve)));
  watcher.watch(connection);
  watcher.watch(connection);
  expect(ends).toHaveLength(1);
  ends[0]!();
  await until(
    async () => {
      watcher.watch(connection);
      return ends.length;
    },
    (count) => count === 2,
  );
  ends[1]!();
  await watcher.close();
});

it('outlives an adapter that fails, and ends with its process', async () => {
  const contexts: WatchContext[] = [];
  const { connection, watcher } = setUp(async (_onChange, context) => {
    contexts.push(context);
    if (contexts.length === 1) throw new Error('cut off');
    await aborted(context.signal);
  });
  await until(
    async () => {
      watcher.watch(connection);
      return contexts.length;
    },
    (count) => count === 2,
  );
  await watcher.close();
  expect(contexts[1]!.signal.aborted).toBe(true);
  watcher.watch(connection);
  expect(contexts).toHaveLength(2);
});

it('leaves alone what another process polls, and CRMs that can not tell', async () => {
  const { connection, watcher } = setUp((_onChange, { signal }) => aborted(signal));
  watcher.watch(connection);
  watcher.leave(connection);
  await watcher.close();
  const silent = setUp();
  silent.watcher.watch(silent.connection);
  await silent.watcher.close();
});
