import { Command, Option } from 'commander';
import { closedUntil } from '../../domain/calendar.js';
import { countsByKind, DIFFERENCE_KINDS, type DifferenceKind } from '../../domain/reconciliation.js';
import type { Finding } from '../../reconcile/findings.js';
import { reconcileParts } from '../../reconcile/parts.js';
import { Reconciler, type Reconciliation } from '../../reconcile/reconciler.js';
import { type Repaired, Repairer } from '../../reconcile/repairer.js';
import type { ConnectionSettings, JurisdictionSettings } from '../../settings/jurisdiction-settings.js';
import { ReconciliationStore } from '../../store/reconciliation.store.js';
import { askedConnection, connectionOf } from '../deliveries/asked-connection.js';
import { momentOf } from '../deliveries/moments.js';
import { actorOf, type OpenBridge, type OperatorDependencies, withBridge } from '../deliveries/operator.js';
import { counted, json } from '../deliveries/texts.js';
import { stopping } from '../stopping.js';
import { byKind, repairedText, reportJson, reportText } from './reconcile-text.js';

export interface ReconcileDependencies extends OperatorDependencies {
  readonly exit: (status: number) => void;
}

interface Options {
  readonly from: Date;
  readonly to?: Date;
  readonly only?: readonly DifferenceKind[];
  readonly repair?: boolean;
  readonly yes?: boolean;
  readonly as?: string;
  readonly json?: boolean;
}

export function reconcileCommand(deps: ReconcileDependencies): Command {
  return new Command('reconcile')
    .description('compares what the bridge knows of a connection with what its CRM says; status 1 when they differ')
    .argument('<connection>', 'such as riverton.example/crm')
    .requiredOption('--from <when>', 'reports filed and cases changed since then: 30d, or a date such as 2026-03-02', momentOf)
    .option('--to <when>', 'and until then; now by default', momentOf)
    .addOption(new Option('--only <kind...>', 'differences of these kinds').choices(DIFFERENCE_KINDS))
    .option('--repair', 'repairs what differs as proposed; without --yes it only says what would be done')
    .option('--yes', 'with --repair: do it')
    .option('--as <name>', 'who does it, for the audit; the user of this machine by default')
    .option('--json', 'for machines')
    .action(async (id: string, options: Options) => {
      if (options.yes && !options.repair) throw new Error('--yes goes with --repair');
      await withBridge(deps, async (bridge) => reconcile(bridge, id, options, deps));
    });
}

async function reconcile(bridge: OpenBridge, id: string, options: Options, deps: ReconcileDependencies): Promise<void> {
  const now = new Date();
  const actor = actorOf(options);
  const span = { from: options.from, to: options.to ?? now };
  if (span.from >= span.to) throw new Error('--from must be before --to');
  const settings = connectionOf(bridge, id);
  refuseWhileClosed(settings, now);
  const connection = askedConnection(settings, 'set sync.reconcileEveryHours of it');
  const stop = stopping();
  try {
    const parts = reconcileParts(bridge.database);
    const asked = { span, jurisdiction: cityOf(bridge, id), signal: stop.signal, now };
    const { report, findings } = only(options.only, await new Reconciler(parts).compare(connection, asked));
    const repairer = new Repairer(bridge.database, parts, connection, actor);
    const repaired = options.repair && options.yes ? await repairAll(repairer, findings, stop.signal) : undefined;
    if (!options.only && report.isWhole) await record(bridge, report, repaired);
    show(report, repaired, options, deps);
    const isLeft = repaired ? repaired.some(({ outcome }) => outcome === 'refused') : findings.length > 0;
    if (isLeft || !report.isWhole) deps.exit(1);
  } finally {
    stop.end();
    await connection.end();
  }
}

/** What was repaired or put before a person is no difference to be told of any more. */
async function record({ database }: OpenBridge, report: Reconciliation, repaired?: readonly Repaired[]): Promise<void> {
  const left = repaired?.filter(({ outcome }) => outcome === 'refused').map(({ difference }) => difference);
  const kinds = countsByKind(left ?? report.differences);
  await new ReconciliationStore(database).recordByHand({ connection: report.connection, span: report.span, kinds });
}

async function repairAll(repairer: Repairer, findings: readonly Finding[], signal: AbortSignal): Promise<Repaired[]> {
  const repaired: Repaired[] = [];
  for (const finding of findings) if (!signal.aborted) repaired.push(await repairer.repair(finding));
  return repaired;
}

function show(
  report: Reconciliation,
  repaired: readonly Repaired[] | undefined,
  options: Options,
  { out }: ReconcileDependencies,
): void {
  if (options.json) return out(json({ ...reportJson(report), ...(repaired && { repaired: repaired.map(inJson) }) }));
  for (const line of reportText(report)) out(line);
  if (repaired) for (const line of repairedText(repaired)) out(line);
  else if (options.repair && report.differences.length > 0)
    out(`nothing was done: --yes repairs ${counted(report.differences.length, 'difference')} (${byKind(report.differences)})`);
}

const inJson = ({ difference: { kind, request, caseRef }, outcome, reason }: Repaired) => ({
  kind,
  request,
  caseRef,
  outcome,
  reason,
});

function only(
  kinds: readonly DifferenceKind[] | undefined,
  { report, findings }: { report: Reconciliation; findings: Finding[] },
): { report: Reconciliation; findings: Finding[] } {
  if (!kinds) return { report, findings };
  const chosen = findings.filter(({ difference }) => kinds.includes(difference.kind));
  return { report: { ...report, differences: chosen.map(({ difference }) => difference) }, findings: chosen };
}

function refuseWhileClosed({ id, delivery, timeZone }: ConnectionSettings, now: Date): void {
  const closed = closedUntil(delivery, timeZone, now);
  if (closed) throw new Error(`${id} is not to be asked before ${closed.toISOString()}: quiet hours or maintenance`);
}

function cityOf({ settings }: OpenBridge, id: string): JurisdictionSettings {
  return settings.jurisdictions.find(({ connections }) => connections.some((each) => each.id === id))!;
}
