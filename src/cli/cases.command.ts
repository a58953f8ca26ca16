import { Command } from 'commander';
import { ActRefused } from '../store/dead-letters/act-refused.js';
import { AttentionStore } from '../store/attention.store.js';
import { type StaleCase, staleWatch } from '../store/stale-cases.js';
import type { Settings } from '../settings/settings.js';
import { type OperatorDependencies, withBridge } from './deliveries/operator.js';
import { json, table, time } from './deliveries/texts.js';
import { wholeUpTo } from './whole-number.js';

const MOST = 10_000;
const DAY = 24 * 60 * 60 * 1000;

interface StaleOptions {
  readonly connection?: string;
  readonly days?: number;
  readonly limit: number;
  readonly json?: boolean;
}

export function casesCommand(deps: OperatorDependencies): Command {
  return new Command('cases').description('what the CRMs made of reports').addCommand(staleCommand(deps));
}

function staleCommand(deps: OperatorDependencies): Command {
  return new Command('stale')
    .description('open cases of which the CRM has said nothing new for longer than connection.sync.stale allows, longest first')
    .option('--connection <id>', 'only of this one, such as riverton.example/crm')
    .option('--days <number>', 'for longer than so many days, whatever the settings say', wholeUpTo(3650))
    .option('--limit <number>', `at most so many, up to ${MOST}`, wholeUpTo(MOST), 50)
    .option('--json', 'for machines')
    .action(async ({ limit, json: asJson, ...which }: StaleOptions) =>
      withBridge(deps, async ({ database, settings }) => {
        const cases = await new AttentionStore(database).stale(watchesOf(settings, which), limit);
        if (asJson) return deps.out(json(cases));
        deps.out(cases.length === 0 ? 'no case is stale' : textOf(cases, new Date()));
      }),
    );
}

/** @throws ActRefused where nothing says from when on a case is stale. */
function watchesOf({ jurisdictions }: Settings, { connection, days }: Pick<StaleOptions, 'connection' | 'days'>) {
  const connections = jurisdictions.flatMap((city) => city.connections).filter(({ id }) => (connection ?? id) === id);
  if (connections.length === 0) throw new ActRefused(`there is no connection ${connection}: connections list shows them`);
  const watches = connections.map(staleWatch);
  if (days !== undefined) return watches.map((watch) => ({ ...watch, stale: { afterDays: days, except: [] } }));
  const isOff = watches.every(({ stale }) => stale.afterDays === 0 && stale.except.every(({ afterDays }) => afterDays === 0));
  if (isOff) throw new ActRefused('connection.sync.stale.afterDays is not set: give --days, or set it');
  return watches;
}

function textOf(cases: readonly StaleCase[], now: Date): string {
  const rows = cases.map(({ connection, caseRef, publicId, serviceCode, crmStatus, heardAt }) => [
    connection,
    caseRef,
    publicId,
    serviceCode,
    crmStatus ?? '',
    time(heardAt),
    String(Math.floor((now.getTime() - heardAt.getTime()) / DAY)),
  ]);
  return table(['connection', 'case', 'request', 'service', "CRM's status", 'last heard', 'days'], rows);
}
