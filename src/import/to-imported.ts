import { DateRule } from '../adapter-kit/dates/date-rule.js';
import { Dates } from '../adapter-kit/dates/dates.js';
import { DETAILED_STATUSES, type DetailedStatus, type Point } from '../domain/service-request.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { ImportedRequest } from '../store/imports/imported-request.js';
import { answersOf } from './answers.js';
import type { ImportMap } from './import-map.js';
import type { SourceRecord } from './import-source.js';
import { pointOf } from './point.js';
import { ServiceFinder } from './service-finder.js';

/** Characters that a path and a public id bear (GEN-12). */
const PUBLIC_ID = /^[A-Za-z0-9_-]{1,64}$/;
const LONGEST_TEXT = 20_000;
const LONGEST_URL = 2_000;
const DAY_MS = 86_400_000;

export interface MapperOptions {
  /** Keep the ids that requests had there, where they can stand here; else all get numbers of ours. */
  readonly keepIds: boolean;
  /** Whether `case_ref` counts. */
  readonly withCases: boolean;
  readonly pictures: number;
}

/** Makes requests of this city out of a source's records. */
export class RecordMapper {
  private readonly dates: Dates;
  private readonly services: ServiceFinder;
  private leftOut = 0;

  constructor(
    city: JurisdictionSettings,
    private readonly map: ImportMap,
    private readonly options: MapperOptions,
  ) {
    this.dates = new Dates(map.dates ?? Object.assign(new DateRule(), { timeZone: city.timeZone }));
    this.services = new ServiceFinder(city.services, map);
  }

  /** Names of services that are kept although nobody offers them here. */
  get unknownServices(): readonly string[] {
    return this.services.unknown;
  }

  /** Addresses of pictures that are none, or too long, or too many. */
  get picturesLeftOut(): number {
    return this.leftOut;
  }

  /** @throws RangeError with all that is wrong with it. */
  toImported({ fields, attributes, mediaUrls }: SourceRecord): ImportedRequest {
    const problems: string[] = [];
    const sourceId = fields['service_request_id'] ?? '';
    if (sourceId === '') problems.push('service_request_id is missing');
    else if (sourceId.length > 200) problems.push('service_request_id has more than 200 characters');
    for (const [name, text] of Object.entries(fields))
      if (text.length > LONGEST_TEXT) problems.push(`${name} has more than ${LONGEST_TEXT} characters`);
    const service = this.services.find(fields['service_code'], fields['service_name'], problems);
    const detailedStatus = this.statusOf(fields['status'], problems);
    const requestedAt = this.requestedAt(fields['requested_datetime'], problems);
    const updatedAt = this.dateOf('updated_datetime', fields, problems);
    const expectedAt = this.dateOf('expected_datetime', fields, problems);
    const point = this.pointOf(fields, problems);
    if (problems.length > 0) throw new RangeError(problems.join('; '));
    return {
      sourceId,
      publicId: this.options.keepIds && PUBLIC_ID.test(sourceId) ? sourceId : undefined,
      serviceCode: service!.code,
      serviceName: service!.name,
      group: service!.group ?? fields['group'],
      description: fields['description'],
      point,
      address: fields['address'],
      addressId: fields['address_id'],
      zipcode: fields['zipcode'],
      attributes: answersOf(attributes, service!.offered),
      status: DETAILED_STATUSES[detailedStatus!],
      detailedStatus: detailedStatus!,
      statusNotes: fields['status_notes'],
      agency: fields['agency_responsible'] ?? service!.offered?.agency,
      notice: fields['service_notice'],
      private: service!.offered?.private ?? false,
      requestedAt: requestedAt!,
      updatedAt: updatedAt && updatedAt > requestedAt! ? updatedAt : requestedAt!,
      expectedAt,
      caseRef: this.options.withCases ? fields['case_ref'] : undefined,
      mediaUrls: this.picturesIn(mediaUrls),
    };
  }

  private picturesIn(mediaUrls: readonly string[]): string[] {
    const { pictures } = this.options;
    const taken = mediaUrls.filter(isPictureUrl).slice(0, pictures);
    if (pictures > 0) this.leftOut += mediaUrls.length - taken.length;
    return taken;
  }

  private statusOf(word: string | undefined, problems: string[]): DetailedStatus | undefined {
    if (word === undefined) return void problems.push('status is missing');
    const status = this.map.statuses[word] ?? word.toLowerCase();
    if (Object.hasOwn(DETAILED_STATUSES, status)) return status as DetailedStatus;
    problems.push(`status "${word}" is neither open nor closed: say what it means, such as --status "${word}=open"`);
    return undefined;
  }

  private requestedAt(text: string | undefined, problems: string[]): Date | undefined {
    if (text === undefined) return void problems.push('requested_datetime is missing');
    const at = this.dates.read(text);
    if (!at) problems.push(unreadable('requested_datetime', text));
    else if (at.getTime() > Date.now() + DAY_MS) problems.push(`requested_datetime ${text} is still to come`);
    else if (at.getTime() < Date.UTC(1900, 0)) problems.push(`requested_datetime ${text} is before 1900`);
    return at;
  }

  private dateOf(name: string, fields: SourceRecord['fields'], problems: string[]): Date | undefined {
    const text = fields[name];
    const at = this.dates.read(text);
    if (text !== undefined && !at) problems.push(unreadable(name, text));
    return at;
  }

  private pointOf(fields: SourceRecord['fields'], problems: string[]): Point | undefined {
    const point = pointOf(fields['lat'], fields['long'], problems);
    const text = `${fields['lat']},${fields['long']}`;
    return text === '0,0' || (fields['address'] === undefined && this.map.noPlace.includes(text)) ? undefined : point;
  }
}

function unreadable(name: string, text: string): string {
  return `${name} "${text}" can't be read as a date: say how dates are written, such as --date "MM/dd/yyyy hh:mm:ss a"`;
}

function isPictureUrl(url: string): boolean {
  return url.length <= LONGEST_URL && /^https?:\/\/./i.test(url);
}
