import {
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Max,
  Min,
} from 'class-validator';
import { Description, ListOf, Nested } from '../../adapter-kit/settings-shape.js';
import { DETAILED_STATUSES, type DetailedStatus } from '../../domain/service-request.js';
import { FAILURE_KINDS, type FailureKind } from '../../domain/delivery.js';

/** What can be tried of a connection: a step of a delivery, or a question. */
export const TRIAL_STEPS = [
  ...['create_case', 'find_case', 'attach_media', 'add_note', 'find_note', 'update_case', 'fetch_status', 'fetch_changes'],
  'check',
] as const;
export type TrialStep = (typeof TRIAL_STEPS)[number];

/** A report by the names that GeoReport gives its fields. */
export class SampleRequestShape {
  @Description('Our public id.') @IsString() @IsNotEmpty() service_request_id = '26-00000001';
  @IsString() @IsNotEmpty() service_code!: string;
  @Description('Left out: as the city names the service.') @IsOptional() @IsString() service_name?: string;
  @IsOptional() @IsString() group?: string;
  @IsOptional() @IsString() description?: string;
  @IsOptional() @IsNumber() @Min(-90) @Max(90) lat?: number;
  @IsOptional() @IsNumber() @Min(-180) @Max(180) long?: number;
  @IsOptional() @IsString() address_string?: string;
  @IsOptional() @IsString() address_id?: string;
  @IsArray() @IsString({ each: true }) media_urls: string[] = [];
  @Description('Values by code: a text, or a list of texts.') @IsObject() attribute: Record<string, unknown> = {};
  @IsOptional() @IsString() email?: string;
  @IsOptional() @IsString() phone?: string;
  @IsOptional() @IsString() first_name?: string;
  @IsOptional() @IsString() last_name?: string;
  @IsOptional() @IsString() device_id?: string;
  @IsOptional() @IsString() account_id?: string;
  @Description('ISO 8601.') @IsString() requested_datetime = '2026-01-05T09:30:00Z';
}

/** What a resident writes later. */
export class SampleUpdateShape {
  @IsString() @IsNotEmpty() update_id = '26-00000001-1';
  @IsString() @IsNotEmpty() description = 'A word more';
  @Description('For update_case.') @IsIn(Object.keys(DETAILED_STATUSES)) status: DetailedStatus = 'fixed';
  @IsOptional() @IsString() email?: string;
  @IsOptional() @IsString() phone?: string;
  @IsOptional() @IsString() first_name?: string;
  @IsOptional() @IsString() last_name?: string;
  @IsArray() @IsString({ each: true }) media_urls: string[] = [];
}

/** What one call has to be like. What is left out may be anything. */
export class ExpectedCallShape {
  @Description('Which of the calls, from 1.') @IsInt() @Min(1) call = 1;
  @IsOptional() @IsString() method?: string;
  @Description('Stands in the URL.') @IsOptional() @IsString() url?: string;
  @Description('Texts that stand in the body.') @IsArray() @IsString({ each: true }) contains: string[] = [];
  @Description('Texts that must not.') @IsArray() @IsString({ each: true }) lacks: string[] = [];
  @Description('What is found at places of a JSON body: JSONata to value.') @IsObject() values: Record<string, unknown> = {};
}

/** What the answers have to come to. */
export class ExpectedOutcomeShape {
  @Description('The reference that is read out of the answer.') @IsOptional() @IsString() caseRef?: string;
  @Description("The CRM's word for the status.") @IsOptional() @IsString() status?: string;
  @Description('What the status rules make of it: open, closed, or a finer word.')
  @IsOptional()
  @IsString()
  publicStatus?: string;
  @IsOptional() @IsIn(FAILURE_KINDS) failure?: FailureKind;
  @Description("Stands in the failure's message.") @IsOptional() @IsString() message?: string;
}

/** A report and what has to be made of it; `check-config` tries each. */
export class ExampleShape {
  @IsString() @IsNotEmpty() name!: string;
  @IsIn(TRIAL_STEPS) step: TrialStep = 'create_case';
  @Description('The report. Left out: one of the first service.')
  @IsOptional()
  @Nested(() => SampleRequestShape)
  request?: SampleRequestShape;
  @Description('For add_note and update_case.') @IsOptional() @Nested(() => SampleUpdateShape) update?: SampleUpdateShape;
  @Description('The case, for steps on one.') @IsString() @IsNotEmpty() caseRef = 'CASE-1';
  @Description('What the CRM answers, call after call: a body, or status line, headers and body. Long ones by ${file:PATH}.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  answers?: string[];
  @Description('What has to be sent.') @ListOf(() => ExpectedCallShape) expect: ExpectedCallShape[] = [];
  @Description('What the answers have to come to.')
  @IsOptional()
  @Nested(() => ExpectedOutcomeShape)
  expectAnswer?: ExpectedOutcomeShape;
}
