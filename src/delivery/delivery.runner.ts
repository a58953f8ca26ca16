import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Log } from '../settings/log.js';
import { DeliveryWorker } from './delivery.worker.js';
import { Pumps } from './pumps.js';
import { Sweeper } from './sweeper.js';

/** Jobs taken at once: each is done in no time. */
const CONCURRENCY = 50;

/** Starts what delivers, in the order in which it hangs together. */
@Injectable()
export class DeliveryRunner implements OnApplicationBootstrap {
  constructor(
    @Inject(DeliveryWorker) private readonly host: DeliveryWorker,
    @Inject(Pumps) private readonly pumps: Pumps,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(Log) private readonly log: Log,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.pumps.prepare();
    this.host.worker.concurrency = CONCURRENCY;
    this.host.worker.run().catch((error: Error) => this.log.error({ error }, 'the delivery worker ended'));
    this.sweeper.start();
  }
}
