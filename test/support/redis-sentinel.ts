import type { Redis } from 'ioredis';
import { IN_MEMORY, RedisServer } from './redis-server.js';

const MASTER = 'bridge';
const PASSWORD = 'redis-secret';
const SENTINEL_PASSWORD = 'sentinel-secret';

export interface TestSentinels {
  /** `queue.sentinel` of the settings. */
  readonly settings: object;
  /** @returns once another server is the master. */
  killMaster(): Promise<void>;
  stop(): Promise<void>;
}

/** A master, a replica and three sentinels, with passwords, that are quick to elect another master. */
export async function startSentinels(): Promise<TestSentinels> {
  const signIn = { password: PASSWORD };
  const secured = [...IN_MEMORY, `requirepass ${PASSWORD}`, `masterauth ${PASSWORD}`, 'repl-diskless-sync-delay 0'];
  const master = await RedisServer.start(secured, signIn);
  const replica = await RedisServer.start([...secured, `replicaof 127.0.0.1 ${master.port}`], signIn);
  // A sentinel asks its master for replicas at once, and then every 10 seconds.
  await replica.until(async (client) => (await client.info('replication')).includes('master_link_status:up'), 'has a master');
  const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(master.port)));
  await Promise.all(sentinels.map((sentinel) => sentinel.until(knowsAll, 'knows the others')));
  return {
    settings: {
      master: MASTER,
      addresses: sentinels.map(({ port }) => `127.0.0.1:${port}`),
      password: PASSWORD,
      sentinelPassword: SENTINEL_PASSWORD,
    },
    async killMaster() {
      await master.kill();
      await replica.until(async (client) => (await client.info('replication')).includes('role:master'), 'becomes the master');
    },
    async stop() {
      for (const server of [...sentinels, replica, master]) await server.stop();
    },
  };
}

async function startSentinel(masterPort: number): Promise<RedisServer> {
  const lines = [
    `requirepass ${SENTINEL_PASSWORD}`,
    `sentinel sentinel-pass ${SENTINEL_PASSWORD}`,
    `sentinel monitor ${MASTER} 127.0.0.1 ${masterPort} 2`,
    `sentinel auth-pass ${MASTER} ${PASSWORD}`,
    `sentinel down-after-milliseconds ${MASTER} 500`,
    `sentinel failover-timeout ${MASTER} 2000`,
  ];
  return RedisServer.start(lines, { password: SENTINEL_PASSWORD }, '--sentinel');
}

async function knowsAll(client: Redis): Promise<boolean> {
  const replicas = (await client.call('SENTINEL', 'REPLICAS', MASTER)) as unknown[];
  const others = (await client.call('SENTINEL', 'SENTINELS', MASTER)) as unknown[];
  return replicas.length === 1 && others.length === 2;
}
