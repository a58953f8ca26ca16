import { Global, Module } from '@nestjs/common';
import { Log } from '../settings/log.js';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.token.js';
import { AttentionStore } from '../store/attention.store.js';
import { CanaryFiguresStore } from '../store/canary-figures.store.js';
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
      inject: [SETTINGS, Telemetry, DeliveryFiguresStore, AttentionStore, CanaryFiguresStore],
      useFactory: (
        { jurisdictions }: Settings,
        { metrics }: Telemetry,
        figures: DeliveryFiguresStore,
        attention: AttentionStore,
        canaries: CanaryFiguresStore,
      ) => {
        const connections = jurisdictions.flatMap((city) => city.connections);
        const watches = connections.map(staleWatch);
        const withCanary = connections.filter(({ canary }) => canary).map(({ id }) => id);
        const reads = {
          ofConnections: () => figures.ofConnections(),
          attention: () => attention.waiting(watches),
          roundTrips: () => canaries.lastWell(withCanary),
        };
        return new StoreGauges(reads, metrics);
      },
    },
  ],
  exports: [Telemetry, StoreGauges],
})
export class TelemetryModule {}
