import {
  Allow,
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  Matches,
  Min,
} from 'class-validator';
import { Description, ListOf, Nested, SchemaFragment } from '../../adapter-kit/settings-shape.js';
import { DATATYPES, SERVICE_TYPES, type Datatype, type ServiceType } from '../../domain/service.js';
import { ServiceLevelShape } from './working-time-shape.js';

/** Letters that survive unescaped in a path (GEN-12). */
export const CODE = /^[A-Za-z0-9_-]+$/;
const CODE_RULE = { message: 'may hold the letters A-Z and a-z, digits, _ and - only' };

/** Checked by `area-checks`. */
export const GEOJSON = { oneOf: [{ type: 'object' }, { type: 'string', minLength: 1 }] };

export class ValueShape {
  @IsString() @IsNotEmpty() key!: string;
  @IsString() @IsNotEmpty() name!: string;
}

export class AttributeShape {
  @Description('Unique in the service; clients post it as attribute[CODE].') @IsString() @Matches(CODE, CODE_RULE) code!: string;
  @IsIn(DATATYPES) datatype!: Datatype;
  @IsBoolean() required!: boolean;
  @Description('false: a text to show, not a question.') @IsBoolean() variable = true;
  @Description('The question itself.') @IsString() @IsNotEmpty() description!: string;
  @Description('A hint how to answer.') @IsString() datatypeDescription = '';
  @Description('From 1, unique in the service; by default the position in the list.')
  @IsOptional()
  @IsInt()
  @Min(1)
  order?: number;
  @Description('The answers to choose from, for the two list types only.') @ListOf(() => ValueShape) values: ValueShape[] = [];
  @Description('Filled by the client itself, not by a person; never required.')
  @IsOptional()
  @IsIn(['server_set', 'hidden_field'])
  automated?: 'server_set' | 'hidden_field';
}

export class ServiceShape {
  @Description('Never changes once published; letters, digits, _ and - only.')
  @IsString()
  @Matches(CODE, CODE_RULE)
  code!: string;
  @IsString() @IsNotEmpty() name!: string;
  @IsString() description = '';
  @Description('How the public id reaches the client: at once, through a token, or never.')
  @IsIn(SERVICE_TYPES)
  type: ServiceType = 'realtime';
  @IsArray()
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  @Matches(/^[^,]*$/, { each: true, message: 'each item must be without a comma: clients split at commas' })
  keywords: string[] = [];
  @Description('Heading under which apps list it.') @IsOptional() @IsString() @IsNotEmpty() group?: string;
  @Description('Instead of `group`, where it stands under several.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  groups?: string[];
  @Description('What the city does next; answered to a report.') @IsOptional() @IsString() notice?: string;
  @IsOptional() @IsString() agency?: string;
  @Description(
    "How soon the city means to be done: shown as expected_datetime until the CRM says when. Counts the city's workingTime.",
  )
  @IsOptional()
  @Nested(() => ServiceLevelShape)
  sla?: ServiceLevelShape;
  @Description('Never listed, and neither are its requests.') @IsBoolean() private = false;
  @Description('Take e-mail addresses and phone numbers out of what the public reads of its reports; the CRM gets them.')
  @IsBoolean()
  maskContacts = false;
  @Description('GeoJSON of where in the city it is offered; not set: everywhere.')
  @SchemaFragment(GEOJSON)
  @Allow()
  @IsOptional()
  area?: unknown;
  @Description('The questions asked of the resident.') @ListOf(() => AttributeShape) attributes: AttributeShape[] = [];
}
