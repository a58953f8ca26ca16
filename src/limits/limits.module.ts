import { Module } from '@nestjs/common';
import { RateCounter } from './rate-counter.js';

/** One count for all who limit. */
@Module({ providers: [RateCounter], exports: [RateCounter] })
export class LimitsModule {}
