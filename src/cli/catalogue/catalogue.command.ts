import { Command } from 'commander';
import { act } from '../deliveries/operator.js';
import type { CatalogueDependencies } from './catalogue-dependencies.js';
import { approve, diff, dismiss, fetch, history, list } from './catalogue-acts.js';
import { pin, unpin } from './pin-acts.js';

const CONNECTION = ['<connection>', 'such as riverton/crm'] as const;

export function catalogueCommand(deps: CatalogueDependencies): Command {
  const command = new Command('catalogue').description(
    'services that a city takes over from its CRM: what the CRM tells is staged, and public once it is approved',
  );
  command.addCommand(
    act('fetch')
      .description('ask a CRM for its services now, and show what differs; nothing becomes public')
      .argument(...CONNECTION)
      .action((id: string, options: { as?: string }) => fetch(deps, id, options)),
  );
  command
    .command('diff')
    .description('what the staged list would add, change and remove')
    .argument(...CONNECTION)
    .option('--json', 'for machines')
    .action((id: string, options: { json?: boolean }) => diff(deps, id, options));
  command.addCommand(
    act('approve')
      .description('make the staged list public, within seconds and in every process')
      .argument(...CONNECTION)
      .option('--list <id>', 'only if it is this one, as diff shows it')
      .option('--remove <number>', 'of a short list: so many services go')
      .action((id: string, options: { as?: string; list?: string; remove?: string }) => approve(deps, id, options)),
  );
  command
    .command('list')
    .description('what is approved, and what of it is pinned')
    .argument(...CONNECTION)
    .action((id: string) => list(deps, id));
  command.addCommand(
    act('pin')
      .description('set a field of a service yourself; it stays, whatever the CRM tells')
      .argument(...CONNECTION)
      .argument('<code>', 'of the service')
      .argument('<field>', 'name, description, group, keywords, notice, agency, private or maskContacts')
      .argument('[value]', 'keywords with commas, true or false; what is approved now by default')
      .action((id: string, code: string, field: string, value: string | undefined, options: { as?: string }) =>
        pin(deps, { id, code, field, value }, options),
      ),
  );
  command.addCommand(
    act('unpin')
      .description('let a field follow the CRM again')
      .argument(...CONNECTION)
      .argument('<code>', 'of the service')
      .argument('<field>', 'that is pinned')
      .action((id: string, code: string, field: string, options: { as?: string }) => unpin(deps, { id, code, field }, options)),
  );
  command
    .command('history')
    .description('who changed what, and when')
    .argument(...CONNECTION)
    .action((id: string) => history(deps, id));
  command.addCommand(
    act('dismiss')
      .description('a short or missing list was looked at: its alert is over')
      .argument(...CONNECTION)
      .action((id: string, options: { as?: string }) => dismiss(deps, id, options)),
  );
  return command;
}
