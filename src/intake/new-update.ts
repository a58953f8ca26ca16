import { DETAILED_STATUSES, type PostedStatus } from '../domain/service-request.js';
import type { NewUpdate, UpdateAuthor, UpdateKey } from '../store/accept-update.js';
import { parseDate } from './dates.js';
import { badRequest } from './georeport-error.js';
import { readDescription } from './new-report.js';
import type { Parameters } from './parameters.js';

export const POSTED_STATUSES: readonly string[] = [...Object.keys(DETAILED_STATUSES), 'unchanged'];

/** One client's update out of the parameters of a POST (section 16.2), without its pictures. @throws GeoReportError 400 with one entry for each problem. */
export function readUpdate(parameters: Parameters, key: UpdateKey, timeZone: string, now: Date): Omit<NewUpdate, 'pictures'> {
  const problems = missingFields(parameters);
  const status = readStatus(parameters, problems);
  const eventAt = readMoment(parameters, timeZone, problems);
  const description = readDescription(parameters, problems);
  const anonymous = readFlag(parameters, 'public_anonymity_required', problems);
  const emailAlerts = readFlag(parameters, 'email_alerts_requested', problems);
  if (problems.length > 0) throw badRequest(...problems);
  return {
    ...key,
    serviceRequestIdExt: parameters.text('service_request_id_ext'),
    status: status!,
    description: description!,
    eventAt: eventAt!,
    receivedAt: now,
    anonymous,
    emailAlerts,
    attributes: [...parameters.attributes()]
      .filter(([, values]) => values.length > 0)
      .map(([code, values]) => ({ code, values })),
    author: readAuthor(parameters),
  };
}

/** One entry each for what 16.2 requires and was not sent. */
export function missingFields(parameters: Parameters): string[] {
  const required = ['service_request_id', 'update_id', 'status', 'updated_datetime', 'description'];
  return required.filter((name) => parameters.text(name) === undefined).map((name) => `${name} is required`);
}

/** Either case (16.3). */
function readStatus(parameters: Parameters, problems: string[]): PostedStatus | undefined {
  const word = parameters.text('status')?.toLowerCase();
  if (word !== undefined && !POSTED_STATUSES.includes(word)) problems.push(`status must be one of ${POSTED_STATUSES.join(', ')}`);
  return word as PostedStatus | undefined;
}

function readMoment(parameters: Parameters, timeZone: string, problems: string[]): Date | undefined {
  const text = parameters.text('updated_datetime');
  const date = text === undefined ? undefined : parseDate(text, timeZone, 'start');
  if (text !== undefined && !date) problems.push('updated_datetime must be a date such as 2026-03-02T08:15:30Z');
  return date;
}

function readFlag(parameters: Parameters, name: string, problems: string[]): boolean | undefined {
  const word = parameters.text(name)?.toUpperCase();
  if (word === undefined) return undefined;
  if (word !== 'TRUE' && word !== 'FALSE') problems.push(`${name} must be TRUE or FALSE`);
  return word === 'TRUE';
}

/** A dash is FixMyStreet's way of saying that there is no such name. */
function readAuthor(parameters: Parameters): UpdateAuthor {
  const name = (field: string) => {
    const text = parameters.text(field);
    return text === '-' ? undefined : text;
  };
  return {
    title: name('title'),
    firstName: name('first_name'),
    lastName: name('last_name'),
    email: parameters.text('email'),
    phone: parameters.text('phone'),
    accountId: parameters.text('account_id'),
  };
}
