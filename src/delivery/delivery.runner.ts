import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '../settings/log.js';
import { DeliveryWorker } from './delivery.worker.js';

/** Starts the worker once settings are known: a decorator is written before them. */
@Injectable()
export class DeliveryRunner implements OnApplicationBootstrap {
  constructor(
    @Inject(DeliveryWorker) private readonly host: DeliveryWorker,
    @Inject(Log) private readonly log: Log,
  ) {}

  onApplicationBootstrap(): void {
    this.host.worker.run().catch((error: Error) => this.log.error({ error }, 'the delivery worker ended'));
  }
}
