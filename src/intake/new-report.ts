import { reporterFrom } from '../domain/personal-data.js';
import type { Point, Reporter } from '../domain/service-request.js';
import type { Service } from '../domain/service.js';
import { expectedAt } from '../domain/working-time.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { NewReport } from '../store/new-report.js';
import { outside } from './areas.js';
import { checkAttributes, DECIMAL } from './attributes.js';
import { badRequest } from './georeport-error.js';
import type { Parameters } from './parameters.js';
import { destinationsOf } from './routing.js';

const LONGEST_DESCRIPTION = 4_000;

export interface Sender {
  readonly apiClientId: string;
  /** See `idempotencyKeyOf`. */
  readonly idempotencyKey?: string;
  /** W3C Trace Context of the POST; absent: it is not traced. */
  readonly traceParent?: string;
}

/** A report out of the parameters of a POST. @throws GeoReportError 400 with one entry for each problem (ERR-2, KEY-5). */
export function readReport(
  parameters: Parameters,
  jurisdiction: JurisdictionSettings,
  service: Service,
  sender: Sender,
  now: Date,
): NewReport {
  const problems: string[] = [];
  const { answers, problems: attributeProblems } = checkAttributes(service, parameters.attributes(), jurisdiction);
  const point = readPoint(parameters, problems);
  const away = point && outside(jurisdiction, service, point);
  if (away) problems.push(away);
  const address = parameters.text('address_string');
  const addressId = parameters.text('address_id');
  if (!point && !address && !addressId && problems.length === 0)
    problems.push('a location is required: lat and long, address_string, or address_id');
  const description = readDescription(parameters, problems);
  problems.push(...attributeProblems);
  if (problems.length > 0) throw badRequest(...problems);
  return {
    jurisdictionId: jurisdiction.id,
    publicIdPattern: jurisdiction.publicIdPattern,
    timeZone: jurisdiction.timeZone,
    apiClientId: sender.apiClientId,
    idempotencyKey: sender.idempotencyKey,
    traceParent: sender.traceParent,
    serviceCode: service.code,
    serviceName: service.name,
    serviceType: service.type,
    group: service.groups[0],
    agency: service.agency,
    notice: service.notice,
    expectedAt: service.sla && expectedAt(now, service.sla, jurisdiction.workingTime, jurisdiction.timeZone),
    private: service.private,
    description,
    point,
    address,
    addressId,
    attributes: answers,
    reporter: readReporter(parameters),
    requestedAt: now,
    destinations: destinationsOf(jurisdiction, service, point),
  };
}

/** POST-7, POST-8. */
function readPoint(parameters: Parameters, problems: string[]): Point | undefined {
  const [lat, long] = [parameters.text('lat'), parameters.text('long')];
  if (lat === undefined && long === undefined) return undefined;
  if (lat === undefined || long === undefined) {
    problems.push(`${lat === undefined ? 'lat' : 'long'} is missing: lat and long must come together`);
  }
  const found = { lat: readDegrees('lat', lat, 90, problems), long: readDegrees('long', long, 180, problems) };
  return found.lat === undefined || found.long === undefined ? undefined : { lat: found.lat, long: found.long };
}

function readDegrees(name: string, text: string | undefined, limit: number, problems: string[]): number | undefined {
  if (text === undefined) return undefined;
  const value = DECIMAL.test(text) ? Number(text) : NaN;
  if (Number.isNaN(value))
    problems.push(`${name} must be a decimal number with a dot, such as ${limit === 90 ? '42.3601' : '-71.0589'}`);
  else if (Math.abs(value) > limit) problems.push(`${name} must be between -${limit} and ${limit}`);
  else return value;
  return undefined;
}

/** POST-5: counted in code points after line breaks have become LF. */
export function readDescription(parameters: Parameters, problems: string[]): string | undefined {
  const text = parameters.text('description')?.replaceAll(/\r\n?/g, '\n').trim();
  const length = text ? [...text].length : 0;
  if (length > LONGEST_DESCRIPTION)
    problems.push(`description must have at most ${LONGEST_DESCRIPTION} characters, it has ${length}`);
  return text || undefined;
}

function readReporter(parameters: Parameters): Reporter {
  return reporterFrom((field) => parameters.text(field) ?? (field === 'device_id' ? parameters.text('deviceid') : undefined));
}
