import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { CallbackQueue, CALLBACK_QUEUE } from './callback.queue.js';
import { CallbackRoutes } from './callback.routes.js';
import { Guesses } from './guesses.js';

/** Takes what CRMs send by themselves. */
@Module({
  imports: [LimitsModule, BullModule.registerQueue({ name: CALLBACK_QUEUE })],
  providers: [CallbackQueue, CallbackRoutes, Guesses],
})
export class CallbacksModule {}
