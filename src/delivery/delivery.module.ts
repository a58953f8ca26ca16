import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import type { Role } from '../settings/settings.js';
import { Deliverer } from './deliverer.js';
import { DELIVERY_QUEUE, DeliveryQueue } from './delivery.queue.js';
import { DeliveryRunner } from './delivery.runner.js';
import { DeliveryWorker } from './delivery.worker.js';
import { QueueErrors } from './queue-errors.js';
import { Sweeper } from './sweeper.js';

/** Every process can announce deliveries; only those with the role `delivery` make attempts. */
@Module({})
export class DeliveryModule {
  static for(roles: readonly Role[]): DynamicModule {
    return {
      module: DeliveryModule,
      global: true,
      imports: [ConnectionsModule, BullModule.registerQueue({ name: DELIVERY_QUEUE })],
      providers: [
        DeliveryQueue,
        QueueErrors,
        ...(roles.includes('delivery') ? [Deliverer, DeliveryWorker, DeliveryRunner, Sweeper] : []),
      ],
      exports: [DeliveryQueue],
    };
  }
}
