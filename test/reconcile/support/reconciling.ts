import type { CrmAdapter } from '../../../src/adapter-kit/adapter.js';
import { Connection } from '../../../src/connections/connection.js';
import { Reconciler } from '../../../src/reconcile/reconciler.js';
import { type Repaired, Repairer } from '../../../src/reconcile/repairer.js';
import { Log } from '../../../src/settings/log.js';
import type { Database } from '../../../src/store/database.js';
import { reconcileParts } from '../../../src/reconcile/parts.js';
import { aConnection } from '../../support/a-connection.js';
import { statusRules } from '../../sync/support/cases.js';
import { BEGIN, CITY, MINUTE, type Plan } from './plan.js';

const SYNC = { ...aConnection().sync, casesPerCall: 100 };

export function aReconciler(database: Database, plan: Plan, adapter: CrmAdapter, rules = statusRules) {
  const connection = new Connection(aConnection({ statusRules: [...rules], sync: SYNC }), adapter, Log.at('silent'));
  const span = { from: new Date(BEGIN), to: new Date(BEGIN + (plan.reports + 1) * MINUTE) };
  const parts = reconcileParts(database);
  const reconciler = new Reconciler(parts);
  const repairer = new Repairer(database, parts, connection, 'Ada');
  const options = {
    span,
    jurisdiction: { id: CITY, publicIdPattern: 'YY-NNNNNNNN', timeZone: 'UTC' },
    signal: new AbortController().signal,
    now: new Date(),
  };
  const compare = () => reconciler.compare(connection, options);
  return {
    compare,
    async repair() {
      const repaired: Repaired[] = [];
      for (const finding of (await compare()).findings) repaired.push(await repairer.repair(finding));
      return repaired;
    },
  };
}
