import { Deployment, until } from '../support/deployment.js';
import { startCluster } from '../support/redis-cluster.js';
import { startSentinels } from '../support/redis-sentinel.js';

/** No sweep but the first, so that what is delivered was announced over Redis. */
const NO_SWEEP = { sweepEveryMs: 3_600_000 };
const SECONDS = 1000;

const open: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.stop();
});
const opened = async <T extends { stop(): Promise<void> }>(opening: Promise<T>): Promise<T> => {
  const it = await opening;
  open.push(it);
  return it;
};

it(
  'delivers over a Redis that Sentinel watches, and goes on when its master is killed',
  async () => {
    const sentinels = await opened(startSentinels());
    const deployment = await opened(Deployment.prepare({ queue: { sentinel: sentinels.settings }, delivery: NO_SWEEP }));
    const bridge = await deployment.run('intake,delivery');
    const before = await deployment.file(bridge, 10);
    expect((await deployment.delivered(10)).sort()).toEqual(before.sort());
    const [, during] = await Promise.all([sentinels.killMaster(), deployment.file(bridge, 10)]);
    const after = await deployment.file(bridge, 10);
    expect((await deployment.delivered(30)).sort()).toEqual([...before, ...during, ...after].sort());
    const told = await until(
      () => linesOf(bridge.lines, 'Redis is'),
      ({ length }) => length >= 2,
    );
    expect(told).toEqual(['Redis is away', 'Redis is back']);
  },
  60 * SECONDS,
);

it(
  'delivers over a Redis Cluster, all keys of the queue in one slot, and the processes share one count of requests',
  async () => {
    const cluster = await opened(startCluster());
    const deployment = await opened(
      Deployment.prepare({ queue: { cluster: cluster.settings, prefix: 'one' }, delivery: NO_SWEEP }),
    );
    const bridge = await deployment.run('intake,delivery');
    const ids = await deployment.file(bridge, 20);
    expect((await deployment.delivered(20)).sort()).toEqual(ids.sort());
    await fetch(`${bridge.url}/open311/v2/services.json`);
    const keys = await cluster.keys();
    expect(keys).toContain('{one}:delivery:meta');
    expect(keys.some((key) => key.startsWith('one-limit-address:'))).toBe(true);
    expect(keys.filter((key) => !key.startsWith('{one}:') && !key.startsWith('one-limit-'))).toEqual([]);
    expect(linesOf(bridge.lines, 'CROSSSLOT')).toEqual([]);
  },
  60 * SECONDS,
);

/** What was logged with these words, up to a colon. */
const linesOf = (lines: readonly string[], words: string) =>
  lines.filter((line) => line.includes(words)).map((line) => (JSON.parse(line) as { msg: string }).msg.split(':')[0]);
