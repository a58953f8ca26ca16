import { Transform } from 'class-transformer';
import {
  Allow,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsNotEmpty,
  IsObject,
  IsOptional,
  IsString,
  Matches,
  ValidateIf,
} from 'class-validator';
import { Description, descriptionOf, ListOf, Nested, SchemaFragment } from '../../adapter-kit/settings-shape.js';
import { DETAILED_STATUSES, type DetailedStatus, type RequestStatus } from '../../domain/service-request.js';
import { CallbackShape } from './callback-shape.js';
import { CanaryShape } from './canary-shape.js';
import { ConnectionDeliveryShape } from './connection-delivery-shape.js';
import { ConnectionSyncShape } from './connection-sync-shape.js';
import { ExampleShape } from './example-shape.js';
import { GEOJSON } from './service-shape.js';

const FLAVOUR = /^[a-z][a-z0-9-]*$/;

/** One of the three; a bare text is an exact one. */
export class TextMatchShape {
  @Description('The whole text.') @IsOptional() @IsString() @IsNotEmpty() exact?: string;
  @Description('How the text starts.') @IsOptional() @IsString() @IsNotEmpty() prefix?: string;
  @Description('A regular expression, matched anywhere.') @IsOptional() @IsString() @IsNotEmpty() pattern?: string;
}

/** A bare number too: as an exact text it is told to be put in quotes. */
const bareTextIsExact = ({ value }: { value: unknown }) =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? Object.assign(new TextMatchShape(), { exact: value })
    : value;

/** Both forms, for editors: the class alone cannot tell of the bare text. */
const TEXT_MATCH = {
  oneOf: [
    { type: 'string', minLength: 1, description: 'The whole text.' },
    ...['exact', 'prefix', 'pattern'].map((key) => ({
      type: 'object',
      properties: { [key]: { type: 'string', minLength: 1, description: descriptionOf(TextMatchShape, key) } },
      required: [key],
      additionalProperties: false,
    })),
  ],
};

export class WhenShape {
  @SchemaFragment(TEXT_MATCH) @IsOptional() @Transform(bareTextIsExact) @Nested(() => TextMatchShape) status?: TextMatchShape;
  @SchemaFragment(TEXT_MATCH) @IsOptional() @Transform(bareTextIsExact) @Nested(() => TextMatchShape) reason?: TextMatchShape;
}

export class StatusRuleShape {
  @Description("The CRM's words this rule is for; an empty mapping takes any.") @Nested(() => WhenShape) when!: WhenShape;
  @IsIn(['open', 'closed']) status!: RequestStatus;
  @IsOptional() @IsIn(Object.keys(DETAILED_STATUSES)) detail?: DetailedStatus;
  @Description('Liquid template of the public status_notes; knows status, reason and text.')
  @IsOptional()
  @IsString()
  notes?: string;
  @Description(
    'Name of a connection of this file that has the report from then on: its case is looked for there, made if there is none, and followed. Not set: the report stays here.',
  )
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  transferTo?: string;
}

export class ConnectionShape {
  @Description('The kind of CRM.') @IsString() @IsNotEmpty() type!: string;
  @Description(
    "The adapter's own emulator stands in for the CRM and fills in its address: true, or which one, where the adapter has several.",
  )
  @SchemaFragment({ anyOf: [{ type: 'boolean' }, { type: 'string', pattern: FLAVOUR.source }] })
  @ValidateIf(({ emulator }: ConnectionShape) => typeof emulator !== 'boolean')
  @Matches(FLAVOUR, { message: 'emulator must be true, false or the name of a stand-in, such as confirm-like' })
  emulator: boolean | string = false;
  @Description('What the adapter of this type wants to know.') @IsObject() settings: object = {};
  @Description("How the CRM's status words read to the public; the first rule that matches wins.")
  @ListOf(() => StatusRuleShape)
  statusRules: StatusRuleShape[] = [];
  @Description('Reports, and what has to be made of them: check-config tries each (docs/mapping.md).')
  @ListOf(() => ExampleShape)
  examples: ExampleShape[] = [];
  @Description('Overrides of connection.delivery in settings.yaml.')
  @Nested(() => ConnectionDeliveryShape)
  delivery!: ConnectionDeliveryShape;
  @Description('Overrides of connection.sync in settings.yaml.') @Nested(() => ConnectionSyncShape) sync!: ConnectionSyncShape;
  @Description(
    'The CRM tells of changes by itself, at POST /callbacks/<jurisdiction>/<connection>. Not set: nothing is taken there.',
  )
  @IsOptional()
  @Nested(() => CallbackShape)
  callback?: CallbackShape;
  @Description(
    'A test report that the bridge files by itself, to see that the whole round trip works (docs/operating.md). Not set: none.',
  )
  @IsOptional()
  @Nested(() => CanaryShape)
  canary?: CanaryShape;
}

export class RouteShape {
  @Description('Name of a connection of this file.') @IsString() @IsNotEmpty() to!: string;
  @Description('Codes of the services it takes. With neither services nor groups it takes all.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  services?: string[];
  @Description('Groups whose services it takes, beside those of services.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  groups?: string[];
  @Description(
    'GeoJSON of where it takes them, such as ${file:harbour.geojson}; a report without a point is never in it. Not set: anywhere.',
  )
  @SchemaFragment(GEOJSON)
  @Allow()
  @IsOptional()
  area?: unknown;
  @Description('The public status follows the required ones.') @IsIn(['required', 'copy']) role: 'required' | 'copy' = 'required';
}
