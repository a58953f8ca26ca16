import { Command } from 'commander';
import { closedUntil } from '../../domain/calendar.js';
import { reconcileParts } from '../../reconcile/parts.js';
import { Reconciler } from '../../reconcile/reconciler.js';
import type { JurisdictionSettings } from '../../settings/settings.js';
import { askedConnection, connectionOf } from '../deliveries/asked-connection.js';
import { momentOf } from '../deliveries/moments.js';
import { type OpenBridge, type OperatorDependencies, withBridge } from '../deliveries/operator.js';
import { json } from '../deliveries/texts.js';
import { stopping } from '../stopping.js';
import { reportJson, reportText } from './reconcile-text.js';

export interface ReconcileDependencies extends OperatorDependencies {
  readonly exit: (status: number) => void;
}

interface Options {
  readonly from: Date;
  readonly to?: Date;
  readonly json?: boolean;
}

export function reconcileCommand(deps: ReconcileDependencies): Command {
  return new Command('reconcile')
    .description('compares what the bridge knows of a connection with what its CRM says; status 1 when they differ')
    .argument('<connection>', 'such as riverton.example/crm')
    .requiredOption('--from <when>', 'reports filed and cases changed since then: 30d, or a date such as 2026-03-02', momentOf)
    .option('--to <when>', 'and until then; now by default', momentOf)
    .option('--json', 'for machines')
    .action(async (id: string, options: Options) => withBridge(deps, async (bridge) => reconcile(bridge, id, options, deps)));
}

async function reconcile(bridge: OpenBridge, id: string, options: Options, { out, exit }: ReconcileDependencies): Promise<void> {
  const now = new Date();
  const span = { from: options.from, to: options.to ?? now };
  if (span.from >= span.to) throw new Error('--from must be before --to');
  const settings = connectionOf(bridge, id);
  const closed = closedUntil(settings.delivery, settings.timeZone, now);
  if (closed) throw new Error(`${id} is not to be asked before ${closed.toISOString()}: quiet hours or maintenance`);
  const connection = askedConnection(settings, 'nobody else can ask it');
  const stop = stopping();
  try {
    const reconciler = new Reconciler(reconcileParts(bridge.database));
    const jurisdiction = cityOf(bridge, id);
    const { report } = await reconciler.compare(connection, { span, jurisdiction, signal: stop.signal, now });
    if (options.json) out(json(reportJson(report)));
    else for (const line of reportText(report)) out(line);
    if (report.differences.length > 0 || !report.isWhole) exit(1);
  } finally {
    stop.end();
    await connection.end();
  }
}

function cityOf({ settings }: OpenBridge, id: string): JurisdictionSettings {
  return settings.jurisdictions.find(({ connections }) => connections.some((each) => each.id === id))!;
}
