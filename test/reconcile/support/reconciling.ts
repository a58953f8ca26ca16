import type { CrmAdapter } from '../../../src/adapter-kit/adapter.js';
import { Connection } from '../../../src/connections/connection.js';
import { Reconciler } from '../../../src/reconcile/reconciler.js';
import { Log } from '../../../src/settings/log.js';
import type { Database } from '../../../src/store/database.js';
import { reconcileParts } from '../../../src/reconcile/parts.js';
import { aConnection } from '../../support/a-connection.js';
import { statusRules } from '../../sync/support/cases.js';
import { BEGIN, CITY, MINUTE, type Plan } from './plan.js';

const SYNC = { ...aConnection().sync, casesPerCall: 100 };

export function aReconciler(database: Database, plan: Plan, adapter: CrmAdapter) {
  const connection = new Connection(aConnection({ statusRules: [...statusRules], sync: SYNC }), adapter, Log.at('silent'));
  const span = { from: new Date(BEGIN), to: new Date(BEGIN + (plan.reports + 1) * MINUTE) };
  const reconciler = new Reconciler(reconcileParts(database));
  const options = {
    span,
    jurisdiction: { id: CITY, publicIdPattern: 'YY-NNNNNNNN', timeZone: 'UTC' },
    signal: new AbortController().signal,
    now: new Date(),
  };
  return { connection, compare: () => reconciler.compare(connection, options) };
}
