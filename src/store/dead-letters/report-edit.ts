import type { ReportOverrides } from '../../domain/delivery.js';
import type { AttributeAnswer, Point } from '../../domain/service-request.js';
import { ActRefused } from './act-refused.js';

/** A report as a delivery sends it: the public record with what was changed for this destination. */
export interface EditedReport extends ReportOverrides {
  readonly attributes: readonly AttributeAnswer[];
}

/** `attribute.CODE` stands for any code; named more than once, it gets several values. */
export const EDITABLE_FIELDS = ['service_code', 'description', 'address', 'address_id', 'lat', 'long', 'attribute.CODE'] as const;

export interface NamedService {
  readonly code: string;
  readonly name: string;
}

export interface FieldChange {
  readonly field: string;
  readonly value: string;
}

const ATTRIBUTE = 'attribute.';
const TEXTS: Readonly<Record<string, 'description' | 'address' | 'addressId'>> = {
  description: 'description',
  address: 'address',
  address_id: 'addressId',
};
const LARGEST = { lat: 90, long: 180 } as const;

/**
 * What to keep so that the report reads as changed.
 * @param services those of the city; absent: it is not configured any more, and any code is taken.
 * @throws ActRefused naming the field, and what it may be.
 */
export function overridesAfter(
  before: EditedReport,
  changes: readonly FieldChange[],
  services: readonly NamedService[] | undefined,
): ReportOverrides {
  let overrides: ReportOverrides = {};
  const coordinates: { lat?: number; long?: number } = {};
  const answers = new Map<string, string[]>();
  for (const { field, value } of changes) {
    if (field.startsWith(ATTRIBUTE) && field.length > ATTRIBUTE.length) {
      const code = field.slice(ATTRIBUTE.length);
      answers.set(code, [...(answers.get(code) ?? []), value]);
    } else if (field === 'lat' || field === 'long') coordinates[field] = coordinateOf(field, value);
    else overrides = { ...overrides, ...textOf(field, value, services) };
  }
  const point = pointOf(before.point, coordinates);
  return {
    ...overrides,
    ...(point && { point }),
    ...(answers.size > 0 && { attributes: answered(before.attributes, answers) }),
  };
}

function textOf(field: string, value: string, services: readonly NamedService[] | undefined): ReportOverrides {
  const key = TEXTS[field];
  if (key) return { [key]: value };
  if (field !== 'service_code') throw new ActRefused(`there is no field ${field}; there are ${EDITABLE_FIELDS.join(', ')}`);
  if (!services) return { serviceCode: value };
  const service = services.find(({ code }) => code === value);
  if (!service) {
    throw new ActRefused(`service_code: there is no service ${value}; there are ${services.map(({ code }) => code).join(', ')}`);
  }
  return { serviceCode: value, serviceName: service.name };
}

function coordinateOf(field: 'lat' | 'long', value: string): number {
  const degrees = Number(value);
  const largest = LARGEST[field];
  if (!/^-?\d{1,3}(\.\d{1,20})?$/.test(value) || Math.abs(degrees) > largest) {
    throw new ActRefused(`${field}: must be degrees between -${largest} and ${largest}, such as 42.36, and not "${value}"`);
  }
  return degrees;
}

function pointOf(before: Point | undefined, { lat, long }: Partial<Point>): Point | undefined {
  if (lat === undefined && long === undefined) return undefined;
  const point = { lat: lat ?? before?.lat, long: long ?? before?.long };
  if (point.lat !== undefined && point.long !== undefined) return { lat: point.lat, long: point.long };
  throw new ActRefused('the report has no place yet: set lat and long together');
}

function answered(before: readonly AttributeAnswer[], answers: ReadonlyMap<string, string[]>): AttributeAnswer[] {
  const others = before.filter(({ code }) => !answers.has(code));
  return [...others, ...[...answers].map(([code, values]) => ({ code, values }))];
}
