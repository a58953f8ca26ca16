import { createPostgresBackend, type QueueOptions, setDefaultBackendFactory } from 'bullmq';
import { redisClient, type RedisClient } from '../redis/redis-client.js';
import type { Log } from '../settings/log.js';
import type { QueueSettings } from '../settings/settings.js';

const SCHEMA = 'bullmq';
const POOL_SIZE = 4;
const RECONNECT_STEP_MS = 200;
const RECONNECT_MOST_MS = 5_000;

export interface QueueConnection {
  readonly options: QueueOptions;
  /** Once nobody uses the queue any more. */
  close(): void;
}

/**
 * Redis where it is configured, else BullMQ's own backend on the store's database, in a schema of its own.
 * The PostgreSQL backend is chosen for the whole process, because `@nestjs/bullmq` makes queues and workers itself.
 * @param address of the store's database, as `pg` takes it.
 */
export function connectQueue(settings: QueueSettings, address: object, log: Log): QueueConnection {
  const client = redisClient(settings, {
    // BullMQ's condition: a command waits until Redis is back. What may wait is bounded: one batch of announcements, one look for jobs.
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(times * RECONNECT_STEP_MS, RECONNECT_MOST_MS),
  });
  if (!client) return { options: onPostgres(address), close: () => undefined };
  tellOfChanges(client, log);
  // All keys of a script must lie in one slot of a cluster, and what stands in braces chooses the slot.
  const prefix = settings.cluster ? `{${settings.prefix}}` : settings.prefix;
  return { options: { connection: client, prefix }, close: () => client.disconnect() };
}

function onPostgres(address: object): QueueOptions {
  setDefaultBackendFactory(createPostgresBackend as never);
  // BullMQ types every connection as Redis unless a queue is made with an explicit backend.
  return { connection: { ...address, schema: SCHEMA, migrate: true, max: POOL_SIZE } as unknown as QueueOptions['connection'] };
}

/** One line a change, not one a try to connect. */
function tellOfChanges(client: RedisClient, log: Log): void {
  let away = false;
  client.on('error', (error: Error) => {
    if (!away) log.warn({ error }, 'Redis is away: reports are taken, and the sweepers find what is due');
    away = true;
  });
  client.on('ready', () => {
    if (away) log.info({}, 'Redis is back');
    away = false;
  });
}
