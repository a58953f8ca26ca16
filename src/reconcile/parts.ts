import { Log } from '../settings/log.js';
import type { Database } from '../store/database.js';
import { EchoStore } from '../store/echo.store.js';
import { IncomingChangeStore } from '../store/incoming-change.store.js';
import { MaterialStore } from '../store/material.store.js';
import { ReconcileStore } from '../store/reconcile.store.js';
import { SyncStore } from '../store/sync.store.js';
import { UnknownCaseStore } from '../store/unknown-case.store.js';
import { ChangeApplier } from '../sync/change-applier.js';
import { UnknownCases } from '../sync/unknown-cases.js';
import type { ReconcileParts } from './run.js';

/** For a command, which has no module to put them together. */
export function reconcileParts(database: Database): ReconcileParts {
  const incoming = new IncomingChangeStore(database);
  const unknown = new UnknownCases(new UnknownCaseStore(database), incoming);
  return {
    store: new ReconcileStore(database),
    material: new MaterialStore(database),
    applier: new ChangeApplier(new SyncStore(database), incoming, unknown, Log.at('silent'), new EchoStore(database)),
  };
}
