import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { StorageModule } from '../media/storage/storage.module.js';
import type { Role } from '../settings/settings.js';
import { Deliverer } from './deliverer.js';
import { DELIVERY_QUEUE, DeliveryQueue } from './delivery.queue.js';
import { DeliveryRunner } from './delivery.runner.js';
import { DeliveryWorker } from './delivery.worker.js';
import { Fallbacks } from './fallback.js';
import { Prober } from './prober.js';
import { Pumps } from './pumps.js';
import { QueueAway } from './queue-away.js';
import { StartChecks } from './start-checks.js';
import { StepMaker } from './steps/step-maker.js';
import { Sweeper } from './sweeper.js';

const WORKING = [Fallbacks, StepMaker, Deliverer, Prober, Pumps, DeliveryWorker, Sweeper, StartChecks, DeliveryRunner];

/** Every process can announce deliveries; only those with the role `delivery` make attempts. */
@Module({})
export class DeliveryModule {
  static for(roles: readonly Role[]): DynamicModule {
    const delivers = roles.includes('delivery');
    return {
      module: DeliveryModule,
      global: true,
      imports: [ConnectionsModule, BullModule.registerQueue({ name: DELIVERY_QUEUE }), ...(delivers ? [StorageModule] : [])],
      providers: [DeliveryQueue, QueueAway, ...(delivers ? WORKING : [])],
      exports: [DeliveryQueue],
    };
  }
}
