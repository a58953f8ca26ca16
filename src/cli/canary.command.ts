import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { canaryPlans, type CanaryPlan, newCanary } from '../canary/new-canary.js';
import type { Canary } from '../domain/canary.js';
import type { Settings } from '../settings/settings.js';
import { CanaryFiguresStore } from '../store/canary-figures.store.js';
import { CanaryStore } from '../store/canary.store.js';
import type { Database } from '../store/database.js';
import { ActRefused } from '../store/dead-letters/act-refused.js';
import { act, actorOf, type OperatorDependencies, withBridge } from './deliveries/operator.js';
import { plain, time } from './deliveries/texts.js';

const LOOK_EVERY_MS = 500;

export interface CanaryDependencies extends OperatorDependencies {
  readonly exit: (status: number) => void;
}

/** Ends with status 1 unless the round trip was whole and in time. */
export function canaryCommand(deps: CanaryDependencies): Command {
  return act('canary')
    .description('files a test report now and waits until it has been to the CRM and back; the running bridge does the work')
    .argument('<connection>', 'such as riverton.example/crm')
    .action(async (connection: string, options: { as?: string }) =>
      withBridge(deps, async ({ database, settings }) => {
        const plan = planOf(settings, connection);
        const publicId = await started(database, plan, actorOf(options), deps.out);
        const canary = await followed(new CanaryFiguresStore(database), publicId, deps.out);
        deps.exit(canary.outcome === 'ok' && canary.endedAt! <= canary.deadlineAt ? 0 : 1);
      }),
    );
}

/** @throws ActRefused where there is none. */
function planOf({ jurisdictions }: Settings, id: string): CanaryPlan {
  const plan = canaryPlans(jurisdictions).find(({ connection }) => connection.id === id);
  if (!plan)
    throw new ActRefused(`${id} has no canary: write connections.NAME.canary into its city's file, and restart the bridge`);
  return plan;
}

async function started(database: Database, plan: CanaryPlan, actor: string, out: (line: string) => void): Promise<string> {
  const store = new CanaryStore(database);
  const canary = newCanary(plan, actor);
  if (await store.start(canary)) return canary.publicId;
  const underWay = await store.underWay(canary.connection);
  if (!underWay) return started(database, plan, actor, out);
  out(`one is under way already, since ${time(underWay.startedAt)}: this is how it fares`);
  return underWay.publicId;
}

/** Prints each station once it is passed. @returns when it has ended, or is late. */
async function followed(figures: CanaryFiguresStore, publicId: string, out: (line: string) => void): Promise<Canary> {
  let printed = 0;
  for (;;) {
    const canary = (await figures.find(publicId))!;
    const lines = linesOf(canary);
    for (const line of lines.slice(printed)) out(line);
    printed = lines.length;
    if (canary.endedAt) return canary;
    if (new Date() > canary.deadlineAt) {
      out(`late: it should have been back by ${time(canary.deadlineAt)}${canary.detail ? ` (${plain(canary.detail)})` : ''}`);
      out('It goes on by itself. Is a bridge running with the roles delivery and sync? journey shows what was tried.');
      return canary;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function linesOf({ publicId, startedAt, madeAt, seenAt, closeSentAt, endedAt, caseRef, outcome, detail }: Canary): string[] {
  const line = (at: Date, what: string) =>
    `${time(at)}  ${((at.getTime() - startedAt.getTime()) / 1000).toFixed(1).padStart(7)} s  ${plain(what)}`;
  const end = outcome === 'ok' ? (closeSentAt ? 'the CRM told that it is closed' : 'done') : 'it came to nothing';
  return [
    line(startedAt, `${publicId} was filed`),
    ...(madeAt ? [line(madeAt, `the CRM made case ${caseRef}`)] : []),
    ...(seenAt ? [line(seenAt, 'the case was seen there')] : []),
    ...(closeSentAt ? [line(closeSentAt, 'the CRM was told to close it')] : []),
    ...(endedAt ? [line(endedAt, detail ? `${outcome === 'ok' ? 'done' : end}: ${detail}` : end)] : []),
  ];
}
