import type { CallContext, DiscoveredAttribute, DiscoveredService } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { Datatype } from '../../src/domain/service.js';
import { ListReader } from './reading/lists.js';
import { toText } from './rest.mapping.js';
import type { RestParts } from './rest.parts.js';
import type { RestServices } from './settings/services-settings.js';

const FIELDS = ['code', 'name', 'group', 'description', 'keywords', 'attributes'] as const;
type Read = Readonly<Partial<Record<(typeof FIELDS)[number], unknown>>>;

/** Reads what kinds of case there are, to the end of the list. */
export class RestServicesReader {
  private readonly lists: ListReader;
  private readonly fields: readonly (readonly [(typeof FIELDS)[number], MappingExpression])[];

  constructor(settings: RestServices, parts: RestParts) {
    this.lists = new ListReader('services', settings, parts);
    this.fields = FIELDS.flatMap((field) => {
      const expression = settings[field];
      return expression === undefined ? [] : [[field, new MappingExpression(expression)] as const];
    });
  }

  /** @throws AdapterError, also when a part of the list does not come. */
  async all(context: CallContext): Promise<DiscoveredService[]> {
    const services: DiscoveredService[] = [];
    try {
      for await (const { items, isCapped } of this.lists.pages({}, context)) {
        for (const item of items) services.push(serviceOf(await this.read(item)));
        if (isCapped) throw new Error('the CRM lists as many as it ever does at once, and there may be more');
      }
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new MisconfiguredError(`"services" does not fit the CRM: ${(error as Error).message}`, { cause: error });
    }
    return services;
  }

  private async read(item: unknown): Promise<Read> {
    const found: Partial<Record<(typeof FIELDS)[number], unknown>> = {};
    for (const [field, expression] of this.fields) found[field] = await expression.evaluate(item);
    return found;
  }
}

/** What can't be used of it the host tells of: it is not left out here. */
function serviceOf({ code, name, group, description, keywords, attributes }: Read): DiscoveredService {
  return {
    code: toText(code) ?? '',
    name: toText(name) ?? '',
    ...(toText(group) !== undefined && { group: toText(group)! }),
    ...(toText(description) !== undefined && { description: toText(description)! }),
    keywords: listIn(keywords).flatMap((word) => toText(word) ?? []),
    attributes: listIn(attributes).map(attributeOf),
  };
}

function attributeOf(told: unknown): DiscoveredAttribute {
  const { code, datatype, required, variable, description, datatypeDescription, values } = told as Readonly<
    Record<string, unknown>
  >;
  const choices = listIn(values).map((each) => {
    const { key, name } = each as Readonly<Record<string, unknown>>;
    return { key: toText(key) ?? '', name: toText(name) ?? toText(key) ?? '' };
  });
  return {
    code: toText(code) ?? '',
    datatype: toText(datatype) as Datatype,
    required: required === true,
    ...(variable === false && { variable: false }),
    description: toText(description) ?? toText(code) ?? '',
    datatypeDescription: toText(datatypeDescription) ?? '',
    ...(choices.length > 0 && { values: choices }),
  };
}

/** JSONata gives a list of one as its item. */
function listIn(value: unknown): unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
}
