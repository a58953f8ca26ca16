import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DeliveryWorker } from './delivery.worker.js';
import { Pumps } from './pumps.js';
import { StartChecks } from './start-checks.js';
import { Sweeper } from './sweeper.js';

/** Starts what delivers, in the order in which it hangs together. */
@Injectable()
export class DeliveryRunner implements OnApplicationBootstrap {
  constructor(
    @Inject(DeliveryWorker) private readonly worker: DeliveryWorker,
    @Inject(Pumps) private readonly pumps: Pumps,
    @Inject(Sweeper) private readonly sweeper: Sweeper,
    @Inject(StartChecks) private readonly checks: StartChecks,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.pumps.prepare();
    this.worker.start();
    this.sweeper.start();
    this.checks.start();
  }
}
