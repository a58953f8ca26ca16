import { setTimeout as sleep } from 'node:timers/promises';
import { IN_MEMORY, RedisServer } from './redis-server.js';

export interface TestRedis {
  readonly url: string;
  /** How many keys there are. */
  keys(): Promise<number>;
  /** All keys gone, as after a restart without a disk. */
  flush(): Promise<void>;
  /** Killed, away for so long, and started empty on the same port. */
  kill(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** A Redis of our own on a free port, in memory. */
export async function startRedis(): Promise<TestRedis> {
  const server = await RedisServer.start(IN_MEMORY);
  const client = server.client();
  return {
    url: `redis://127.0.0.1:${server.port}`,
    keys: () => client.dbsize(),
    async flush() {
      await client.flushall();
    },
    async kill(downMs) {
      await server.kill();
      await sleep(downMs);
      await server.start();
    },
    async stop() {
      client.disconnect();
      await server.stop();
    },
  };
}
