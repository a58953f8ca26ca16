import { setTimeout as sleep } from 'node:timers/promises';
import { getQueueToken } from '@nestjs/bullmq';
import { Inject, Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bullmq';
import { DELIVERY_QUEUE } from './delivery.queue.js';

/** BullMQ's connection waits for Redis to come back; whoever asks for health does not. */
const PATIENCE_MS = 1_000;

/** Whether what wakes the workers can be reached. Without it deliveries go on at the pace of the sweepers. */
@Injectable()
export class QueueHealth {
  private asking: Promise<boolean> | undefined;

  constructor(@Inject(ModuleRef) private readonly modules: ModuleRef) {}

  async answers(): Promise<boolean> {
    // A question that Redis has not answered yet is not asked again: commands that wait would pile up.
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return Promise.race([this.asking, sleep(PATIENCE_MS, false, { ref: false })]);
  }

  private ask(): Promise<boolean> {
    const queue = this.modules.get<Queue>(getQueueToken(DELIVERY_QUEUE), { strict: false });
    return queue.isPaused().then(
      () => true,
      () => false,
    );
  }
}
