import { Command, InvalidArgumentError } from 'commander';
import { citiesWithApproved } from '../../store/catalogue/approved-cities.js';
import { CatalogueStore } from '../../store/catalogue/catalogue.store.js';
import { DeadLetterStore } from '../../store/dead-letters.store.js';
import { EDITABLE_FIELDS, type EditedReport, type FieldChange } from '../../store/dead-letters/report-edit.js';
import type { BeforeAndAfter } from '../../store/dead-letters/edit.js';
import { act, actorOf, type OperatorDependencies, withBridge } from './operator.js';
import { json, plain } from './texts.js';

interface EditOptions {
  readonly as?: string;
  readonly set: readonly FieldChange[];
  readonly send?: boolean;
  readonly json?: boolean;
}

export function editCommand(deps: OperatorDependencies): Command {
  return act('edit')
    .description('changes what one destination gets of a report; the public record stays as it is')
    .argument('<id>', 'of the delivery, or its first digits')
    .requiredOption('--set <field=value>', `one of ${EDITABLE_FIELDS.join(', ')}; may be repeated`, changeOf)
    .option('--send', 'retry it at once')
    .option('--json', 'for machines')
    .action(async (id: string, options: EditOptions) =>
      withBridge(deps, async ({ database, settings }) => {
        const cities = await citiesWithApproved(new CatalogueStore(database), settings.jurisdictions);
        const servicesOf = (city: string) => cities.find((each) => each.id === city)?.services;
        const edit = { changes: options.set, send: options.send ?? false, servicesOf };
        const result = await new DeadLetterStore(database).edit(id, edit, actorOf(options));
        if (options.json) return deps.out(json({ ...result, sent: edit.send }));
        for (const line of changesText(result)) deps.out(line);
        deps.out(edit.send ? 'it is due now' : `to send it: open311-bridge deliveries retry ${id}`);
      }),
    );
}

function changesText({ before, after }: BeforeAndAfter): string[] {
  const [was, is] = [flat(before), flat(after)];
  const changed = [...new Set([...was.keys(), ...is.keys()])].filter((field) => was.get(field) !== is.get(field));
  if (changed.length === 0) return ['that is what it was before'];
  return changed.map((field) => `${field}: ${plain(was.get(field) ?? '-')} -> ${plain(is.get(field) ?? '-')}`);
}

/** By the names under which fields are set. */
function flat({ serviceCode, description, address, addressId, point, attributes }: EditedReport): Map<string, string> {
  const fields: (readonly [string, string | undefined])[] = [
    ['service_code', serviceCode],
    ['description', description],
    ['address', address],
    ['address_id', addressId],
    ['lat', point && String(point.lat)],
    ['long', point && String(point.long)],
    ...attributes.map(({ code, values }) => [`attribute.${code}`, values.join(' | ')] as const),
  ];
  return new Map(fields.filter((field): field is readonly [string, string] => field[1] !== undefined));
}

/** @throws InvalidArgumentError */
function changeOf(text: string, before: readonly FieldChange[] = []): FieldChange[] {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('must be field=value, such as service_code=POTHOLE.');
  return [...before, { field: text.slice(0, at), value: text.slice(at + 1) }];
}
