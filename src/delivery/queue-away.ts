import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';
import type { RedisClient } from '../redis/redis-client.js';
import { Log } from '../settings/log.js';
import { DELIVERY_QUEUE } from './delivery.queue.js';

/**
 * What BullMQ would do while Redis is away: print each try to connect, as nobody listens to a queue's errors (the connection tells the log
 * once a change), and keep the process from ending until Redis is back.
 */
@Injectable()
export class QueueAway implements BeforeApplicationShutdown {
  constructor(
    @InjectQueue(DELIVERY_QUEUE) private readonly queue: Queue,
    @Inject(Log) log: Log,
  ) {
    queue.on('error', (error) => log.debug({ error }, 'the queue has no connection'));
  }

  beforeApplicationShutdown(): void {
    // Options of PostgreSQL, or our own client.
    const client = this.queue.opts.connection as Partial<RedisClient>;
    if (client.status === undefined || client.status === 'ready') return;
    client.disconnect!();
  }
}
