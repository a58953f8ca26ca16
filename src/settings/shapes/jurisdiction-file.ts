import { Allow, ArrayNotEmpty, IsArray, IsIn, IsNotEmpty, IsOptional, IsString, Matches } from 'class-validator';
import { Description, ListOf, Nested, RecordOf, SchemaFragment } from '../../adapter-kit/settings-shape.js';
import { ConnectionShape, RouteShape } from './connection-shape.js';
import { SHORT_DATES, type ShortDates } from '../jurisdiction-settings.js';
import { PushShape } from './push-shape.js';
import { GEOJSON, ServiceShape } from './service-shape.js';
import { WorkingTimeShape } from './working-time-shape.js';

/** One file below `jurisdictions/`: one city. */
export class JurisdictionShape {
  @Description('What clients send as jurisdiction_id.')
  @IsString()
  @Matches(/^[A-Za-z0-9._-]+$/, { message: 'may hold the letters A-Z and a-z, digits, . _ and - only' })
  id!: string;
  @IsString() @IsNotEmpty() name!: string;
  @Description('IANA name; dates without a zone are read in it.') @IsString() @IsNotEmpty() timeZone!: string;
  @Description(
    'How phones there write a date; taken for answers of the datatype datetime beside ISO 8601. Not set: ISO 8601 only.',
  )
  @IsOptional()
  @IsIn(SHORT_DATES)
  shortDates?: ShortDates;
  @Description('Pattern of public ids: YY or YYYY for the year, one run of N for the number, anything else as it stands.')
  @IsString()
  publicId = 'YY-NNNNNNNN';
  @Description('GeoJSON of the area that reports are taken from, such as ${file:city.geojson}; not set: anywhere.')
  @SchemaFragment(GEOJSON)
  @Allow()
  @IsOptional()
  area?: unknown;
  @Description('Where people can turn to; shown by discovery.') @IsString() @IsNotEmpty() contact!: string;
  @Description('Where developers get an API key; shown by discovery.') @IsString() @IsNotEmpty() keyService!: string;
  @Description('Attributes whose value, with the client key, tells that a report was sent before.')
  @IsArray()
  @IsString({ each: true })
  idempotencyAttributes: string[] = ['fixmystreet_id'];
  @Description('ISO 3166 code, such as US: whose phone numbers maskContacts knows without a country code.')
  @IsOptional()
  @IsString()
  country?: string;
  @Description('When the city works, for the sla of its services.')
  @Nested(() => WorkingTimeShape)
  workingTime: WorkingTimeShape = new WorkingTimeShape();
  @ArrayNotEmpty({ message: 'must not be empty: a city without services takes no reports' })
  @ListOf(() => ServiceShape)
  services!: ServiceShape[];
  @Description('The CRMs, by a name of your own.') @RecordOf(() => ConnectionShape) connections!: Record<string, ConnectionShape>;
  @Description('Which reports go where; all that match apply.') @ListOf(() => RouteShape) routes!: RouteShape[];
  @Description('Who is told of every public update, by a name of your own (docs/updates.md).')
  @RecordOf(() => PushShape)
  push: Record<string, PushShape> = {};
}
