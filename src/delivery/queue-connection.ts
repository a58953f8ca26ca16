import { createPostgresBackend, type QueueOptions, setDefaultBackendFactory } from 'bullmq';
import type { QueueSettings } from '../settings/settings.js';

const SCHEMA = 'bullmq';
const POOL_SIZE = 4;

/**
 * Redis where it is configured, else BullMQ's own backend on the store's database, in a schema of its own.
 * The PostgreSQL backend is chosen for the whole process, because `@nestjs/bullmq` makes queues and workers itself.
 * @param address of the store's database, as `pg` takes it.
 */
export function queueOptions(settings: QueueSettings, address: object): QueueOptions {
  if (settings.redisUrl) return { connection: { url: settings.redisUrl, maxRetriesPerRequest: null }, prefix: settings.prefix };
  setDefaultBackendFactory(createPostgresBackend as never);
  // BullMQ types every connection as Redis unless a queue is made with an explicit backend.
  return { connection: { ...address, schema: SCHEMA, migrate: true, max: POOL_SIZE } as unknown as QueueOptions['connection'] };
}
