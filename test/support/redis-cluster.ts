import { freePort } from './ports.js';
import { IN_MEMORY, redisCli, RedisServer } from './redis-server.js';

const USER = 'bridge';
const PASSWORD = 'cluster-secret';

export interface TestCluster {
  /** `queue.cluster` of the settings: one node, which tells of the others. */
  readonly settings: object;
  /** Names of all keys of all nodes. */
  keys(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Three masters with a user and a password. */
export async function startCluster(): Promise<TestCluster> {
  const nodes = await Promise.all([1, 2, 3].map(() => startNode()));
  const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`);
  redisCli(['--user', USER, '--pass', PASSWORD, '--no-auth-warning', '--cluster', 'create', ...addresses, '--cluster-yes']);
  const agreed = async (node: RedisServer) =>
    node.until(async (client) => String(await client.cluster('INFO')).includes('cluster_state:ok'), 'agrees with the others');
  await Promise.all(nodes.map(agreed));
  return {
    settings: { addresses: addresses.slice(0, 1), username: USER, password: PASSWORD },
    async keys() {
      const found: string[][] = [];
      for (const client of nodes.map((node) => node.client()))
        found.push(await client.keys('*').finally(() => client.disconnect()));
      return found.flat();
    },
    async stop() {
      for (const node of nodes) await node.stop();
    },
  };
}

async function startNode(): Promise<RedisServer> {
  const bus = await freePort();
  const lines = [
    'cluster-enabled yes',
    `cluster-port ${bus}`,
    'cluster-node-timeout 2000',
    `user ${USER} on >${PASSWORD} ~* &* +@all`,
  ];
  return RedisServer.start([...IN_MEMORY, ...lines], { username: USER, password: PASSWORD });
}
