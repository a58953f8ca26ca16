import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AlertFiguresStore } from './alert-figures.store.js';
import { AlertMessageStore } from './alert-message.store.js';
import { AlertStore } from './alert.store.js';
import { ApiClientStore } from './api-client.store.js';
import { AttentionStore } from './attention.store.js';
import { CallbackStore } from './callback.store.js';
import { CanaryFiguresStore } from './canary-figures.store.js';
import { CanaryStore } from './canary.store.js';
import { CatalogueStore } from './catalogue/catalogue.store.js';
import { CertificateStore } from './certificate.store.js';
import type { Database } from './database.js';
import { ConnectionHealthStore } from './connection-health.store.js';
import { DeadLetterStore } from './dead-letters.store.js';
import { DeliveryFiguresStore } from './delivery-figures.store.js';
import { DeliveryStore } from './delivery.store.js';
import { EchoStore } from './echo.store.js';
import { FallbackStore } from './fallback.store.js';
import { GateStore } from './gate.store.js';
import { IncomingChangeStore } from './incoming-change.store.js';
import { JourneyStore } from './journey.store.js';
import { MaterialStore } from './material.store.js';
import { MediaStore } from './media.store.js';
import { PushStore } from './push.store.js';
import { ReconcileStore } from './reconcile.store.js';
import { ReconciliationStore } from './reconciliation.store.js';
import { RequestStore } from './request.store.js';
import { RequestReader } from './reads/request-reader.js';
import { SchemaStore } from './schema.store.js';
import { ServiceListStore } from './service-list.store.js';
import { SyncStore } from './sync.store.js';
import { TokenStore } from './token.store.js';
import { UnknownCaseStore } from './unknown-case.store.js';
import { UnmappedWordStore } from './unmapped-word.store.js';
import { UpdateStore } from './update.store.js';

const STORES = [
  RequestStore,
  DeliveryStore,
  DeliveryFiguresStore,
  ConnectionHealthStore,
  GateStore,
  FallbackStore,
  MaterialStore,
  SyncStore,
  IncomingChangeStore,
  UnknownCaseStore,
  JourneyStore,
  ApiClientStore,
  MediaStore,
  UpdateStore,
  TokenStore,
  RequestReader,
  ServiceListStore,
  SchemaStore,
  AlertStore,
  AlertFiguresStore,
  AlertMessageStore,
  AttentionStore,
  CertificateStore,
  CallbackStore,
  CatalogueStore,
  PushStore,
  EchoStore,
  UnmappedWordStore,
  ReconcileStore,
  ReconciliationStore,
  CanaryStore,
  DeadLetterStore,
  CanaryFiguresStore,
];

/** The stores over one open database, for every other module. */
@Global()
@Module({})
export class StoreModule {
  static over(database: Database): DynamicModule {
    return {
      module: StoreModule,
      providers: STORES.map((store) => ({ provide: store, useFactory: () => new store(database) })),
      exports: STORES,
    };
  }
}
