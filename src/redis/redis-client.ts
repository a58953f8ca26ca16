import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { ClusterSettings, QueueSettings, SentinelSettings } from '../settings/settings.js';

export type RedisClient = Redis | Cluster;

/** How a client behaves while Redis is away; the same for every kind of Redis. */
export type RedisManners = Pick<RedisOptions, 'maxRetriesPerRequest' | 'commandTimeout' | 'enableOfflineQueue'> & {
  /** @returns milliseconds until the next try to connect. */
  readonly retryStrategy: (times: number) => number;
};

/**
 * The only maker of clients. It connects at once and goes on trying; whoever takes it listens to `error` and disconnects it in the end.
 * @returns undefined where no Redis is configured.
 */
export function redisClient(settings: QueueSettings, manners: RedisManners): RedisClient | undefined {
  const { redisUrl, sentinel, cluster } = settings;
  if (redisUrl) return new Redis(redisUrl, manners);
  if (sentinel) return new Redis({ ...manners, ...overSentinel(sentinel, manners) });
  return cluster && overCluster(cluster, manners);
}

function overSentinel(settings: SentinelSettings, { retryStrategy }: RedisManners): RedisOptions {
  const { username, password, sentinelUsername, sentinelPassword } = settings;
  return {
    name: settings.master,
    sentinels: settings.addresses.map(toNode),
    db: settings.database,
    username,
    password,
    sentinelUsername,
    sentinelPassword,
    ...(settings.tls ? { tls: {}, enableTLSForSentinelMode: true } : {}),
    ...(settings.sentinelTls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {}),
    sentinelRetryStrategy: retryStrategy,
    // A master that hangs is left as soon as another one is elected, not when its connection times out.
    failoverDetector: true,
  };
}

function overCluster({ addresses, username, password, tls }: ClusterSettings, manners: RedisManners): Cluster {
  const { retryStrategy, enableOfflineQueue, ...each } = manners;
  return new Cluster(addresses.map(toNode), {
    enableOfflineQueue,
    clusterRetryStrategy: retryStrategy,
    redisOptions: { ...each, username, password, ...(tls ? { tls: {} } : {}) },
    // A certificate is made out to a node's name, so the name must not be resolved before.
    ...(tls ? { dnsLookup: (address, found) => found(null, address) } : {}),
  });
}

/** @param address `host:port`, the host of an IPv6 address in brackets. */
function toNode(address: string): { host: string; port: number } {
  const colon = address.lastIndexOf(':');
  return { host: address.slice(0, colon).replace(/^\[|\]$/g, ''), port: Number(address.slice(colon + 1)) };
}
