import type { Command } from 'commander';
import type { Settings } from '../../settings/settings.js';
import { Log } from '../../settings/log.js';
import { ActRefused } from '../../store/dead-letters/act-refused.js';
import type { Database } from '../../store/database.js';
import { FoundCaseStore } from '../../store/found-case.store.js';
import { IncomingChangeStore } from '../../store/incoming-change.store.js';
import { SyncStore } from '../../store/sync.store.js';
import { EchoStore } from '../../store/echo.store.js';
import { UnknownCaseStore } from '../../store/unknown-case.store.js';
import { ChangeApplier, type Outcome } from '../../sync/change-applier.js';
import { KeptChanges } from '../../sync/kept-changes.js';
import { UnknownCases } from '../../sync/unknown-cases.js';
import { picturesTaken } from '../deliveries/pictures-taken.js';
import { act, actorOf, type OperatorDependencies, withBridge } from '../deliveries/operator.js';

interface ActOptions {
  readonly as?: string;
}

export function applyCommand(deps: OperatorDependencies): Command {
  return act('apply')
    .description('applies a change that waits, now')
    .argument('<number>', 'of the change')
    .option('--case <reference>', 'of the case that it belongs to, where the CRM named none that the bridge knows')
    .option(
      '--request <id>',
      'public id of the request whose case this is, where the bridge does not know it: from now on it does',
    )
    .action(async (id: string, options: ActOptions & { case?: string; request?: string }) =>
      withBridge(deps, async ({ database, settings }) => {
        const { case: caseRef, request } = options;
        const outcome = await applied(database, settings, { id, caseRef, request, actor: actorOf(options) });
        deps.out(`${id}: ${SAID[outcome]}`);
      }),
    );
}

export function dismissCommand(deps: OperatorDependencies): Command {
  return act('dismiss')
    .description('says that nothing is to be done about a change; should the CRM tell it again, it stays dismissed')
    .argument('<number>', 'of the change')
    .option('--reason <text>', 'why', 'dismissed by an operator')
    .action(async (id: string, options: ActOptions & { reason: string }) =>
      withBridge(deps, async ({ database }) => {
        const incoming = new IncomingChangeStore(database);
        await incoming.settle((await incoming.get(id)).id, 'dismissed', actorOf(options), { reason: options.reason });
        deps.out(`${id}: dismissed`);
      }),
    );
}

const SAID: Readonly<Record<Exclude<Outcome, 'not ours' | 'kept' | 'failed'>, string>> = {
  changed: 'applied, and the public sees it',
  unchanged: 'applied; the public sees no difference',
  late: 'applied; newer news of the case is known already, so nothing moves back',
};

interface Act {
  readonly id: string;
  readonly caseRef?: string;
  /** Public id of the request that the case is made known of. */
  readonly request?: string;
  readonly actor: string;
}

/** @throws ActRefused where it can't be applied, and says what can be done. */
async function applied(database: Database, settings: Settings, { id, caseRef, request, actor }: Act): Promise<keyof typeof SAID> {
  const incoming = new IncomingChangeStore(database);
  const change = await incoming.get(id);
  const connection = settings.jurisdictions
    .flatMap(({ connections }) => connections)
    .find((each) => each.id === change.connection);
  if (!connection) throw new ActRefused(`${change.connection} is not configured any more: dismiss the change`);
  if (change.state !== 'waiting') throw new ActRefused(`change ${id} is ${change.state} already`);
  if (!change.snapshot) {
    throw new ActRefused(
      `change ${id} could not be read, so there is nothing to apply: look at the case in the CRM, then dismiss it`,
    );
  }
  if (request !== undefined) {
    const found = caseRef ?? change.caseRef;
    if (!found) throw new ActRefused(`the CRM named no case in change ${id}: say which it is with --case REF`);
    const takesPictures = picturesTaken(settings);
    await new FoundCaseStore(database).adopt(
      { connection: connection.id, caseRef: found, publicId: request, takesPictures },
      actor,
    );
  }
  const outcome = await keptChanges(database, incoming).applyTo(connection, change, caseRef);
  if (outcome === 'failed') throw new ActRefused(`change ${id} can't be applied as it is: changes show ${id} says why`);
  if (outcome === 'kept' || outcome === 'not ours') {
    throw new ActRefused(
      `the bridge knows no case ${caseRef ?? change.caseRef} of ${connection.id}: say which it is with --case REF, or whose with --request ID`,
    );
  }
  await incoming.settle(id, 'applied', actor, { caseRef: caseRef ?? change.caseRef });
  return outcome;
}

function keptChanges(database: Database, incoming: IncomingChangeStore): KeptChanges {
  const unknown = new UnknownCases(new UnknownCaseStore(database), incoming);
  return new KeptChanges(
    incoming,
    new ChangeApplier(new SyncStore(database), incoming, unknown, Log.at('silent'), new EchoStore(database)),
  );
}
