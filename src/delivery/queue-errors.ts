import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Log } from '../settings/log.js';
import { DELIVERY_QUEUE } from './delivery.queue.js';

/** BullMQ prints each error that nobody listens to, one a try to connect; the connection itself tells of every change once. */
@Injectable()
export class QueueErrors {
  constructor(@InjectQueue(DELIVERY_QUEUE) queue: Queue, @Inject(Log) log: Log) {
    queue.on('error', (error) => log.debug({ error }, 'the queue has no connection'));
  }
}
