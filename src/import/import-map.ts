import { IsArray, IsIn, IsNotEmpty, IsOptional, IsString, Matches } from 'class-validator';
import { IsCharset } from '../adapter-kit/charset.js';
import { DateRule } from '../adapter-kit/dates/date-rule.js';
import { Description, Nested, RecordOf } from '../adapter-kit/settings-shape.js';

/** Fields that a record may have (contract section 12.2), and three of ours. */
export const FIELDS = [
  'service_request_id',
  'status',
  'status_notes',
  'service_code',
  'service_name',
  'group',
  'description',
  'agency_responsible',
  'service_notice',
  'requested_datetime',
  'updated_datetime',
  'expected_datetime',
  'address',
  'address_id',
  'zipcode',
  'lat',
  'long',
  'media_url',
  'case_ref',
] as const;
export type Field = (typeof FIELDS)[number];

/** How another system's records read; a YAML file of `open311-bridge import --map FILE`, or options of the command. */
export class ImportMap {
  @Description('GeoReport field: column. Several columns with | between them: the first that is not empty.')
  @RecordOf(() => String)
  columns: Record<string, string> = {};
  @Description('Attribute code here: column, or attribute code there.') @RecordOf(() => String) attributes: Record<
    string,
    string
  > = {};
  @Description('Service code or name there: service code here.') @RecordOf(() => String) services: Record<string, string> = {};
  @Description('Status there: open, closed, or one of the detailed states such as fixed. Without it: open and closed.')
  @RecordOf(() => String)
  statuses: Record<string, string> = {};
  @Description('How dates are written. Without it: ISO 8601; without a zone in the time zone of the city.')
  @IsOptional()
  @Nested(() => DateRule)
  dates?: DateRule;
  @Description('What stands for no place where there is no address, as "lat,long".')
  @IsArray()
  @Matches(/^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/, { each: true, message: 'each item must be a latitude, a comma and a longitude' })
  noPlace: string[] = [];
  @Description('What becomes of a service that is not offered here: keep it with the request, or refuse the request.')
  @IsIn(['keep', 'refuse'])
  unknownService: 'keep' | 'refuse' = 'keep';
  @Description('Between columns.') @IsString() @IsNotEmpty() delimiter = ',';
  @Description('Of the file, such as windows-1252.') @IsCharset() encoding = 'utf-8';
}
