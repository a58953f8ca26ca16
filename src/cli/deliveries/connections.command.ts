import { Command } from 'commander';
import { nearest } from '../../settings/nearest.js';
import { type ConnectionOverview, ConnectionOverviewStore } from '../../store/connection-overview.store.js';
import { type CheckDependencies, checkCommand } from './check.command.js';
import { act, actorOf, configuredConnections, type OpenBridge, withBridge } from './operator.js';
import { json, table, time } from './texts.js';

export function connectionsCommand(deps: CheckDependencies): Command {
  return new Command('connections')
    .description('the CRMs: how they stand, to ask one, and to hold and resume what goes there')
    .addCommand(listCommand(deps))
    .addCommand(checkCommand(deps))
    .addCommand(pauseCommand(deps))
    .addCommand(resumeCommand(deps));
}

function listCommand(deps: CheckDependencies): Command {
  return new Command('list')
    .description('how every connection stands, and what waits for it')
    .option('--json', 'for machines')
    .action(async (options: { json?: boolean }) =>
      withBridge(deps, async (bridge) => {
        const connections = await standing(bridge);
        deps.out(options.json ? json(connections) : listText(connections));
      }),
    );
}

type Standing = ConnectionOverview & { readonly configured: boolean };

async function standing({ database, settings }: OpenBridge): Promise<Standing[]> {
  const configured = configuredConnections(settings);
  const all = await new ConnectionOverviewStore(database).list(configured);
  return all.map((each) => ({ ...each, configured: configured.includes(each.connection) }));
}

function listText(connections: readonly Standing[]): string {
  const head = ['connection', 'state', 'since', 'waiting', 'oldest', 'unknown', 'dead', 'why'];
  const rows = connections.map((each) => [
    each.connection,
    stateOf(each),
    sinceOf(each),
    String(each.waiting),
    each.oldestWaiting ? time(each.oldestWaiting) : '',
    String(each.unknown),
    String(each.dead),
    whyOf(each),
  ]);
  return table(head, rows, [head.length - 1, 50]);
}

function stateOf({ configured, pausedAt, breaker, kind, refusedSince, checkKind }: Standing): string {
  if (!configured) return 'gone';
  if (pausedAt) return 'paused';
  if (breaker !== 'closed') return kind === 'misconfigured' ? 'held' : `breaker ${breaker}`;
  if (refusedSince) return 'not polled';
  return checkKind ? 'check failed' : 'ok';
}

function sinceOf({ pausedAt, openedAt, refusedSince, checkKind, checkedAt }: Standing): string {
  const at = pausedAt ?? openedAt ?? refusedSince ?? (checkKind && checkedAt);
  return at ? time(at) : '';
}

function whyOf({ configured, pausedBy, breaker, kind, reason, refusal, checkKind, checkText }: Standing): string {
  const gone = configured ? undefined : 'not configured any more: nothing is delivered there';
  const polls = refusal && `refuses to tell what changed: ${refusal}`;
  const check = breaker === 'closed' && checkKind && `the check failed: ${checkKind}: ${checkText}`;
  const away = [kind, reason].filter(Boolean).join(': ');
  return [gone, pausedBy && `paused by ${pausedBy}`, away, polls, check].filter(Boolean).join('; ');
}

function pauseCommand(deps: CheckDependencies): Command {
  return act('pause')
    .description('nothing is sent there until it is resumed; reports go on to be taken')
    .argument('<id>', 'of the connection, such as riverton/crm')
    .action(async (id: string, options: { as?: string }) =>
      withBridge(deps, async (bridge) => {
        await refuseUnknown(bridge, id);
        await new ConnectionOverviewStore(bridge.database).pause(id, actorOf(options));
        deps.out(`${id} is paused: calls in hand end as they end, nothing new is sent`);
      }),
    );
}

function resumeCommand(deps: CheckDependencies): Command {
  return act('resume')
    .description('ends a pause, and asks a CRM that is held, or refuses to tell what changed, without waiting for its pause')
    .argument('<id>', 'of the connection, such as riverton/crm')
    .action(async (id: string, options: { as?: string }) =>
      withBridge(deps, async (bridge) => {
        await refuseUnknown(bridge, id);
        const { wasPaused, wasOpen, wasRefusing } = await new ConnectionOverviewStore(bridge.database).resume(
          id,
          actorOf(options),
        );
        if (wasPaused) deps.out(`${id} is not paused any more`);
        if (wasOpen) deps.out(`${id} is asked now whether it is back; what waits goes out when it answers`);
        if (wasRefusing) deps.out(`${id} is asked at the next round of polling what changed`);
      }),
    );
}

/** @throws for a connection that there is neither in the configuration nor in the store. */
async function refuseUnknown(bridge: OpenBridge, id: string): Promise<void> {
  const ids = (await standing(bridge)).map(({ connection }) => connection);
  if (ids.includes(id)) return;
  const meant = nearest(id, ids);
  throw new Error(`there is no connection ${id}; ${meant ? `did you mean ${meant}?` : `there are ${ids.join(', ') || 'none'}`}`);
}
