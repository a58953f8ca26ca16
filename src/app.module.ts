import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { QueueOptions } from 'bullmq';
import { AlertsModule } from './alerts/alerts.module.js';
import { CallbacksModule } from './callbacks/callbacks.module.js';
import { CanaryModule } from './canary/canary.module.js';
import { CatalogueModule } from './catalogue/catalogue.module.js';
import { ConsoleModule } from './console/console.module.js';
import { DeliveryModule } from './delivery/delivery.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { PushModule } from './push/push.module.js';
import { ReconcileModule } from './reconcile/reconcile.module.js';
import { Log } from './settings/log.js';
import type { Settings } from './settings/settings.js';
import { SETTINGS } from './settings/settings.token.js';
import type { OpenStore } from './store/open-store.js';
import { StoreModule } from './store/store.module.js';
import { SyncModule } from './sync/sync.module.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

@Global()
@Module({})
class SettingsModule {
  static with(settings: Settings, log: Log): DynamicModule {
    return {
      module: SettingsModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: Log, useValue: log },
      ],
      exports: [SETTINGS, Log],
    };
  }
}

/** The parts this process runs, by its roles. Health is always there. */
@Module({})
export class AppModule {
  static for(settings: Settings, store: OpenStore, queue: QueueOptions, log: Log): DynamicModule {
    const { roles } = settings;
    return {
      module: AppModule,
      imports: [
        SettingsModule.with(settings, log),
        StoreModule.over(store.database),
        TelemetryModule,
        BullModule.forRoot(queue),
        DeliveryModule.for(roles),
        ConsoleModule.for(settings),
        ...(roles.includes('intake') ? [IntakeModule, CallbacksModule] : []),
        ...(roles.includes('sync') ? [SyncModule, ReconcileModule, CatalogueModule, PushModule, CanaryModule] : []),
        ...(roles.includes('sync') || roles.includes('delivery') ? [AlertsModule] : []),
      ],
    };
  }
}
