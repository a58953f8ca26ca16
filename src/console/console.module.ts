import { type DynamicModule, Module } from '@nestjs/common';
import { QueueHealth } from '../delivery/queue-health.js';
import type { Settings } from '../settings/settings.js';
import { HealthController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';

@Module({})
export class ConsoleModule {
  static for({ telemetry }: Settings): DynamicModule {
    return {
      module: ConsoleModule,
      controllers: [HealthController, ...(telemetry.metrics.enabled ? [MetricsController] : [])],
      providers: [Readiness, QueueHealth],
    };
  }
}
