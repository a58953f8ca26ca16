import type { AttributeAnswer } from '../domain/service-request.js';
import type { AttributeDefinition, Service } from '../domain/service.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import { longDate, parseDate } from './dates.js';

/** A decimal number with a dot and no exponent; reads any length in one pass. */
export const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/;

export interface CheckedAttributes {
  readonly answers: readonly AttributeAnswer[];
  /** One for each problem, in the order of the questions (POST-14). */
  readonly problems: readonly string[];
}

/** Where dates are read. */
type City = Pick<JurisdictionSettings, 'timeZone' | 'shortDates'>;

/** The answers against the service's questions. Unknown codes are kept (POST-16); texts that are no question are ignored (POST-17). */
export function checkAttributes(service: Service, sent: ReadonlyMap<string, readonly string[]>, city: City): CheckedAttributes {
  const known = new Map(service.attributes.map((attribute) => [attribute.code, attribute]));
  const answers = [...sent]
    .filter(([code, values]) => values.length > 0 && known.get(code)?.variable !== false)
    .map(([code, values]) => ({ code, values: values.map((value) => kept(value, known.get(code), city)) }));
  const given = new Map(answers.map(({ code, values }) => [code, values]));
  const problems = service.attributes.flatMap((attribute) =>
    problemsOf(attribute, given.get(attribute.code) ?? [], city.timeZone),
  );
  return { answers, problems };
}

/** An answer as it is stored: a `string` is one line, a phone's short date an ISO one (POST-13). */
function kept(value: string, attribute: AttributeDefinition | undefined, { shortDates }: City): string {
  if (attribute?.datatype === 'string') return oneLine(value);
  if (attribute?.datatype === 'datetime' && shortDates) return longDate(value, shortDates) ?? value;
  return value;
}

function problemsOf(attribute: AttributeDefinition, values: readonly string[], timeZone: string): string[] {
  if (!attribute.variable) return [];
  if (values.length === 0) return attribute.required ? [`${attribute.code} required: ${attribute.description}`] : [];
  if (values.length > 1 && attribute.datatype !== 'multivaluelist')
    return [`${attribute.code} takes one value, ${values.length} were sent`];
  return values
    .map((value) => problemOf(attribute, value, timeZone))
    .filter((problem) => problem !== undefined)
    .slice(0, 1);
}

function problemOf({ code, datatype, values }: AttributeDefinition, value: string, timeZone: string): string | undefined {
  switch (datatype) {
    case 'number':
      return DECIMAL.test(value) ? undefined : `${code} must be a decimal number such as 12.5`;
    case 'datetime':
      return parseDate(value, timeZone, 'start') ? undefined : `${code} must be a date such as 2026-03-02T08:15:30Z`;
    case 'singlevaluelist':
    case 'multivaluelist':
      return values.some(({ key }) => key === value)
        ? undefined
        : `${code} must be one of ${values.map(({ key }) => key).join(', ')}`;
    default:
      return undefined;
  }
}

function oneLine(value: string): string {
  const lines = value.split(/[\r\n]/).map((line) => line.trim());
  return lines.filter(Boolean).join(' ');
}
