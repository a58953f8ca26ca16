import { Deployment, until } from '../support/deployment.js';
import { IN_MEMORY, RedisServer } from '../support/redis-server.js';
import type { RoleProcess } from '../support/role-process.js';

const SECONDS = 1000;

let deployment: Deployment | undefined;
let redis: RedisServer;
beforeEach(async () => {
  redis = await RedisServer.prepare(IN_MEMORY);
});
afterEach(async () => {
  await deployment?.stop();
  await redis.stop();
});
const prepare = async (sweepEveryMs: number) =>
  (deployment = await Deployment.prepare({ queue: { redisUrl: `redis://127.0.0.1:${redis.port}` }, delivery: { sweepEveryMs } }));

it(
  'starts without Redis, takes reports and delivers them by sweeping; goes on when Redis comes, goes, and comes back empty',
  async () => {
    const { file, delivered, bridge } = await running(300);
    const ids = await file(10);
    expect(await delivered(10)).toEqual(sorted(ids));
    await redis.start();
    await told(bridge, ['away', 'back']);
    ids.push(...(await file(10)));
    expect(await delivered(20)).toEqual(sorted(ids));
    await redis.kill();
    ids.push(...(await file(200)));
    await redis.start();
    ids.push(...(await file(10)));
    expect(await delivered(230)).toEqual(sorted(ids));
    await told(bridge, ['away', 'back', 'away', 'back']);
    // No line a report and none a try to connect.
    expect(bridge.lines.filter((line) => line.includes('"level":40')).length).toBeLessThanOrEqual(8);
    expect(await bridge.stop()).toBe(0);
  },
  90 * SECONDS,
);

it(
  'stops in good order while Redis is away, and the next start delivers what was taken',
  async () => {
    const { file, delivered, bridge } = await running(3_600_000);
    const ids = await file(5);
    expect(await bridge.stop()).toBe(0);
    await deployment!.run('delivery');
    expect(await delivered(5)).toEqual(sorted(ids));
  },
  90 * SECONDS,
);

it(
  'stops every role in good order while Redis is away',
  async () => {
    await redis.start();
    const it = await prepare(300);
    const bridges = await Promise.all(['delivery', 'sync'].map((roles) => it.run(roles)));
    await redis.kill();
    await Promise.all(bridges.map((bridge) => told(bridge, ['away'])));
    expect(await Promise.all(bridges.map((bridge) => bridge.stop()))).toEqual([0, 0]);
  },
  90 * SECONDS,
);

async function running(sweepEveryMs: number) {
  const it = await prepare(sweepEveryMs);
  const bridge = await it.run('intake,delivery');
  return {
    bridge,
    file: (count: number) => it.file(bridge, count),
    delivered: async (count: number) => sorted(await it.delivered(count)),
  };
}

const sorted = (ids: readonly string[]) => [...ids].sort();

/** What its log says of Redis, in order. */
const told = (bridge: RoleProcess, words: readonly string[]) =>
  until(
    () => bridge.lines.flatMap((line) => /"Redis is (away|back)/.exec(line)?.[1] ?? []),
    (said) => said.join() === words.join(),
  );
