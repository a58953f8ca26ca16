import { Command } from 'commander';
import { type ErasePreview, EraseStore } from '../../store/erase.store.js';
import { act, actorOf, type OperatorDependencies, withBridge } from './operator.js';
import { counted, json, time } from './texts.js';

interface EraseOptions {
  readonly jurisdiction?: string;
  readonly as?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function eraseCommand(deps: OperatorDependencies): Command {
  return act('erase')
    .description('takes what people wrote out of a request for good: service, place, dates, status and case references stay')
    .argument('<public id>')
    .option('--jurisdiction <id>', 'the city, where several have that id')
    .option('--yes', 'do it; without it, it is only said what would go')
    .option('--json', 'for machines')
    .action(async (publicId: string, options: EraseOptions) =>
      withBridge(deps, async ({ database }) => {
        const store = new EraseStore(database);
        const preview = options.yes
          ? await store.erase(publicId, options.jurisdiction, actorOf(options))
          : await store.preview(publicId, options.jurisdiction);
        deps.out(options.json ? json({ ...preview, erased: options.yes ?? false }) : eraseText(preview, options.yes ?? false));
      }),
    );
}

function eraseText(preview: ErasePreview, done: boolean): string {
  const {
    publicId,
    jurisdiction,
    serviceCode,
    erasedAt,
    hasReporter,
    hasDescription,
    answers,
    pictures,
    updates,
    attempts,
    open,
  } = preview;
  return [
    `${publicId} of ${jurisdiction}, service ${serviceCode}${erasedAt ? `, erased before, ${time(erasedAt)}` : ''}`,
    `  ${[hasReporter ? 'a reporter' : 'no reporter', hasDescription ? 'a description' : 'no description', counted(answers, 'answer'), counted(pictures, 'picture')].join(', ')}`,
    `  texts of ${counted(updates, 'update')}, exchanges of ${counted(attempts, 'attempt')}`,
    `  ${counted(open, 'delivery', 'deliveries')} that would not go out any more`,
    done
      ? 'erased. Its pictures can not be seen any more; their files are removed within two hours by the bridge that keeps them'
      : 'nothing was done: say --yes to erase it for good',
  ].join('\n');
}
