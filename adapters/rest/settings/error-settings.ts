import { ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

const FAILURES = ['transient', 'unavailable', 'rejected', 'misconfigured', 'unknown', 'exists'] as const;

/** One way in which the CRM says no; the first that fits is taken, before anything else is looked at. */
export class RestErrorRule {
  @Description('HTTP statuses it is for; left out: any.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsInt({ each: true })
  @Min(100, { each: true })
  @Max(599, { each: true })
  status?: number[];
  @Description('When it is for this answer, out of {status, headers, body, text}.')
  @ValidateIf(({ status, when }: RestErrorRule) => status === undefined || when !== undefined)
  @IsJsonataExpression()
  when?: string;
  @Description('What it means.') @IsIn(FAILURES) kind!: (typeof FAILURES)[number];
  @Description("The CRM's words, out of {status, headers, body, text}. Left out: errorMessage.")
  @IsOptional()
  @IsJsonataExpression()
  message?: string;
}
