import { randomUUID } from 'node:crypto';
import { Command } from 'commander';
import { AdapterError } from '../../adapter-kit/errors.js';
import type { Exchange } from '../../adapter-kit/http.js';
import { GateStore } from '../../store/gate.store.js';
import { stopping } from '../stopping.js';
import { askedConnection, connectionOf } from './asked-connection.js';
import { type OpenBridge, type OperatorDependencies, withBridge } from './operator.js';

export interface CheckDependencies extends OperatorDependencies {
  readonly exit: (status: number) => void;
}

/** What the adapter's `check` asks, now, and with the settings and the environment of this command. */
export function checkCommand(deps: CheckDependencies): Command {
  return new Command('check')
    .description('asks the CRM whether it answers and takes our credentials, as at start; changes nothing there; status 1 if not')
    .argument('<id>', 'of the connection, such as riverton/crm')
    .action(async (id: string) => withBridge(deps, async (bridge) => check(bridge, id, deps)));
}

async function check(bridge: OpenBridge, id: string, { out, exit }: CheckDependencies): Promise<void> {
  const connection = askedConnection(connectionOf(bridge, id), 'it is checked when that starts');
  const gates = new GateStore(bridge.database);
  const stop = stopping();
  try {
    const capture = (exchange: Exchange) => out(lineOf(exchange));
    await connection.call({ idempotencyKey: randomUUID(), signal: stop.signal, capture }, (context) =>
      connection.adapter.check(context),
    );
    await gates.checked(id);
    out(`${id} answers and takes our credentials`);
  } catch (error) {
    if (!(error instanceof AdapterError)) throw error;
    await gates.checked(id, { kind: error.kind, reason: error.message });
    out(`${id} does not pass its check: ${error.kind}: ${error.message}`);
    exit(1);
  } finally {
    stop.end();
    await connection.end();
  }
}

function lineOf({ method, url, status, error, tookMs }: Exchange): string {
  return `  ${method} ${url}: ${status ?? error ?? 'no answer'} in ${Math.round(tookMs)} ms`;
}
