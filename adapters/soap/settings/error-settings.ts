import { ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, IsString, Max, Min } from 'class-validator';
import { IsPattern } from '../../../src/adapter-kit/pattern.js';
import { Description, ListOf } from '../../../src/adapter-kit/settings-shape.js';
import { Conditions, Readings, type SoapCondition, type SoapReading } from './reading-settings.js';

/**
 * What an answer may mean. `authentication`: log in anew and try once more, else misconfigured. `final`: refused, a dead letter.
 * `exists`: what was to be made is there already, which is success. `order`: our time is too early for the CRM, see a step's `onOrder`.
 * `success`: what looks like a failure is none.
 */
export const MEANINGS = [
  'authentication',
  'transient',
  'unavailable',
  'final',
  'misconfigured',
  'exists',
  'order',
  'unknown',
  'success',
] as const;
export type Meaning = (typeof MEANINGS)[number];

/** One way in which the CRM says no; all that is given must fit, and the first rule that fits counts. */
export class SoapErrorRule {
  @Description("A regular expression on the error's text; small and capital letters are one.")
  @IsOptional()
  @IsPattern()
  pattern?: string;
  @Description('Error codes.') @IsOptional() @IsArray() @ArrayNotEmpty() @IsString({ each: true }) code?: string[];
  @Description('HTTP statuses.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsInt({ each: true })
  @Min(100, { each: true })
  @Max(599, { each: true })
  status?: number[];
  @Description('Conditions on the answer. A rule that has them counts for answers that look like success, too.')
  @IsOptional()
  @Conditions()
  when?: SoapCondition[];
  @Description('What it means.') @IsIn(MEANINGS) means!: Meaning;
}

/** How the CRM says no. */
export class SoapErrors {
  @Description("Where an error's text may stand; all that is found is joined. Always looked at too: the fault's own text.")
  @Readings()
  text: SoapReading[] = [];
  @Description("Where an error's code may stand. Always looked at too: the fault's code.") @Readings() code: SoapReading[] = [];
  @Description('What answers mean, in order.') @ListOf(() => SoapErrorRule) rules: SoapErrorRule[] = [];
  @Description('What a fault of the server means that no rule knows; one that blames the message is always final.')
  @IsIn(MEANINGS)
  otherFaults: Meaning = 'unknown';
  @Description('What an answer means that is no success and has an error text or code that no rule knows.')
  @IsIn(MEANINGS)
  otherRefusals: Meaning = 'final';
}
