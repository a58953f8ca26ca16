import { Global, Module } from '@nestjs/common';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { Metrics } from './metrics.js';
import { Telemetry } from './telemetry.js';

/** What the process tells of itself, for every other module. */
@Global()
@Module({
  providers: [
    {
      provide: Telemetry,
      inject: [SETTINGS],
      useFactory: ({ telemetry }: Settings) => new Telemetry(new Metrics({ ofProcess: telemetry.metrics.enabled })),
    },
  ],
  exports: [Telemetry],
})
export class TelemetryModule {}
