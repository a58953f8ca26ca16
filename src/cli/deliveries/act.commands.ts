import { Command } from 'commander';
import type { Settings } from '../../settings/settings.js';
import { DeadLetterStore } from '../../store/dead-letters.store.js';
import type { Resolution } from '../../store/dead-letters/resolve.js';
import { picturesTaken } from './pictures-taken.js';
import { act, actorOf, type OperatorDependencies, withBridge } from './operator.js';
import { counted, json } from './texts.js';

interface ActOptions {
  readonly as?: string;
  readonly json?: boolean;
}

interface ResolveOptions extends ActOptions {
  readonly adopt?: string;
  readonly done?: boolean;
  readonly resend?: boolean;
  readonly drop?: boolean;
  readonly reason: string;
}

const WAYS = ['adopt', 'done', 'resend', 'drop'] as const;

export function resolveCommand(deps: OperatorDependencies): Command {
  return act('resolve')
    .description('says what a person found out about a delivery that is unknown, or the case of one that is dead')
    .argument('<id>', 'of the delivery, or its first digits')
    .option('--adopt <reference>', 'the CRM has it: this is its case')
    .option('--done', 'the CRM has this note, picture or change of status')
    .option('--resend', 'the CRM does not have it: send it again')
    .option('--drop', 'it is not to be sent any more')
    .option('--reason <text>', 'why it is dropped', 'dropped by an operator')
    .option('--json', 'for machines')
    .action(async (id: string, options: ResolveOptions) =>
      withBridge(deps, async ({ database, settings }) => {
        const resolution = resolutionOf(options, settings);
        const resolved = await new DeadLetterStore(database).resolve(id, resolution, actorOf(options));
        deps.out(options.json ? json({ id: resolved, resolved: resolution.is }) : `${resolved}: ${SAID[resolution.is]}`);
      }),
    );
}

const SAID: Readonly<Record<Resolution['is'], string>> = {
  adopt: 'delivered as that case; its later steps go on',
  done: 'delivered; its later steps go on',
  resend: 'it is sent again without looking for it',
  drop: 'cancelled',
};

/** @throws unless exactly one way is named. */
function resolutionOf(options: ResolveOptions, settings: Settings): Resolution {
  const [way, second] = WAYS.filter((each) => options[each] !== undefined);
  if (way === undefined || second !== undefined) {
    throw new Error('say one of --adopt REF, --done, --resend and --drop: look into the CRM first');
  }
  if (way === 'adopt') return { is: 'adopt', caseRef: options.adopt!, takesPictures: picturesTaken(settings) };
  return way === 'drop' ? { is: 'drop', reason: options.reason } : { is: way };
}

export function cancelCommand(deps: OperatorDependencies): Command {
  return act('cancel')
    .description('gives a delivery up for good; with the making of a case all that would follow it')
    .argument('<id>', 'of the delivery, or its first digits')
    .option('--reason <text>', 'why', 'cancelled by an operator')
    .option('--json', 'for machines')
    .action(async (id: string, options: ActOptions & { reason: string }) =>
      withBridge(deps, async ({ database }) => {
        const cancelled = await new DeadLetterStore(database).cancel(id, options.reason, actorOf(options));
        const text = `${counted(cancelled.length, 'delivery is', 'deliveries are')} cancelled: ${cancelled.join(' ')}`;
        deps.out(options.json ? json({ cancelled }) : text);
      }),
    );
}
