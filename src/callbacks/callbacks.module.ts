import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { CallbackQueue, CALLBACK_QUEUE } from './callback.queue.js';
import { CallbackRoutes } from './callback.routes.js';

/** Takes what CRMs send by themselves. */
@Module({ imports: [BullModule.registerQueue({ name: CALLBACK_QUEUE })], providers: [CallbackQueue, CallbackRoutes] })
export class CallbacksModule {}
