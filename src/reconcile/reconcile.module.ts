import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/connections.module.js';
import { MaterialStore } from '../store/material.store.js';
import { ReconcileStore } from '../store/reconcile.store.js';
import { ChangeApplier } from '../sync/change-applier.js';
import { SyncModule } from '../sync/sync.module.js';
import { ReconcileWatch } from './reconcile.watch.js';
import { Reconciler } from './reconciler.js';

const RECONCILER = {
  provide: Reconciler,
  useFactory: (store: ReconcileStore, material: MaterialStore, applier: ChangeApplier) =>
    new Reconciler({ store, material, applier }),
  inject: [ReconcileStore, MaterialStore, ChangeApplier],
};

@Module({ imports: [ConnectionsModule, SyncModule], providers: [ReconcileWatch, RECONCILER] })
export class ReconcileModule {}
