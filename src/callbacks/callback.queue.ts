import { InjectQueue } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { Announcer, type LookJob } from '../delivery/announcer.js';
import { Log } from '../settings/log.js';

export const CALLBACK_QUEUE = 'callbacks';

/** Wakes whoever applies what CRMs sent. */
@Injectable()
export class CallbackQueue extends Announcer {
  constructor(@InjectQueue(CALLBACK_QUEUE) queue: Queue<LookJob>, @Inject(Log) log: Log) {
    super(queue, log);
  }
}
