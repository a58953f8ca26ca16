import { isDeepStrictEqual } from 'node:util';
import type { AttributeDefinition, Service } from './service.js';

/** A service as a CRM told of it. */
export interface CatalogueService {
  readonly code: string;
  readonly name: string;
  readonly description: string;
  readonly group?: string;
  readonly keywords: readonly string[];
  readonly attributes: readonly AttributeDefinition[];
}

/** What a city may set itself; it stays, whatever the CRM tells. */
export const PINNABLE = ['name', 'description', 'group', 'keywords', 'notice', 'agency', 'private', 'maskContacts'] as const;
export type Pinnable = (typeof PINNABLE)[number];
export type Pins = Readonly<Partial<Record<Pinnable, unknown>>>;

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface CatalogueDifference {
  readonly added: readonly CatalogueService[];
  readonly changed: readonly { readonly service: CatalogueService; readonly fields: readonly FieldChange[] }[];
  readonly gone: readonly CatalogueService[];
}

const FIELDS = ['name', 'description', 'group', 'keywords', 'attributes'] as const;

/** @param doubtful codes that were told but could not be read: they are not gone. */
export function catalogueDifference(
  before: readonly CatalogueService[],
  after: readonly CatalogueService[],
  doubtful: readonly string[] = [],
): CatalogueDifference {
  const known = new Map(before.map((each) => [each.code, each]));
  const told = new Set([...after.map(({ code }) => code), ...doubtful]);
  return {
    added: after.filter(({ code }) => !known.has(code)),
    changed: after.flatMap((service) => {
      const fields = changesOf(known.get(service.code), service);
      return fields.length > 0 ? [{ service, fields }] : [];
    }),
    gone: before.filter(({ code }) => !told.has(code)),
  };
}

function changesOf(before: CatalogueService | undefined, after: CatalogueService): FieldChange[] {
  if (!before) return [];
  return FIELDS.filter((field) => !isDeepStrictEqual(before[field], after[field])).map((field) => ({
    field,
    before: before[field],
    after: after[field],
  }));
}

/** So few of those known before came that the list is rather broken than the services gone. */
export function isShortList(
  before: readonly CatalogueService[],
  after: readonly CatalogueService[],
  leastShare: number,
): boolean {
  const told = new Set(after.map(({ code }) => code));
  return before.filter(({ code }) => told.has(code)).length < before.length * leastShare;
}

/** @param connection name of the one that told of it: where it goes when no route takes it. */
export function serviceOf(told: CatalogueService, pins: Pins, connection: string): Service {
  const { code, attributes } = told;
  const { name, description, group, keywords, ...ours } = { ...told, ...pins } as CatalogueService & Partial<Service>;
  return {
    code,
    name,
    description,
    type: 'realtime',
    keywords,
    groups: group ? [group] : [],
    notice: ours.notice,
    agency: ours.agency,
    private: ours.private ?? false,
    maskContacts: ours.maskContacts ?? false,
    attributes,
    connection,
  };
}
