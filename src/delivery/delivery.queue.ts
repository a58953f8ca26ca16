import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Log } from '../settings/log.js';
import { Announcer, type LookJob } from './announcer.js';

export const DELIVERY_QUEUE = 'delivery';

/** Wakes whoever delivers. */
@Injectable()
export class DeliveryQueue extends Announcer {
  constructor(@InjectQueue(DELIVERY_QUEUE) queue: Queue<LookJob>, @Inject(Log) log: Log) {
    super(queue, log);
  }
}
