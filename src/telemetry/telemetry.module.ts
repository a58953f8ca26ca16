import { Global, Module } from '@nestjs/common';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { AttentionStore } from '../store/attention.store.js';
import { DeliveryFiguresStore } from '../store/delivery-figures.store.js';
import { staleWatch } from '../store/stale-cases.js';
import { Metrics } from './metrics.js';
import { openTraces } from './open-traces.js';
import { StoreGauges } from './store-gauges.js';
import { Telemetry } from './telemetry.js';

/** What the process tells of itself, for every other module. */
@Global()
@Module({
  providers: [
    {
      provide: Telemetry,
      inject: [SETTINGS, Log],
      useFactory: async ({ telemetry }: Settings, log: Log) =>
        new Telemetry(new Metrics({ ofProcess: telemetry.metrics.enabled }), await openTraces(telemetry.traces, log)),
    },
    {
      provide: StoreGauges,
      inject: [DeliveryFiguresStore, AttentionStore, SETTINGS, Telemetry],
      useFactory: (figures: DeliveryFiguresStore, attention: AttentionStore, settings: Settings, { metrics }: Telemetry) => {
        const watches = settings.jurisdictions.flatMap(({ connections }) => connections.map(staleWatch));
        const reads = { ofConnections: () => figures.ofConnections(), attention: () => attention.waiting(watches) };
        return new StoreGauges(reads, metrics);
      },
    },
  ],
  exports: [Telemetry, StoreGauges],
})
export class TelemetryModule {}
