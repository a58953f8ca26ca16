import { ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, IsString, IsTimeZone, Max, Min, ValidateBy } from 'class-validator';
import { Description } from '../settings-shape.js';
import { isDatePattern } from './date-pattern.js';

const DAY_OF_SECONDS = 86_400;

/** How a CRM writes moments: put it into an adapter's settings. */
export class DateRule {
  @Description(
    'How it is written and read: a pattern of Luxon such as dd/MM/yyyy HH:mm:ss, or iso, iso-local, epoch-s, epoch-ms. Of several the first is written, and all are read in turn.',
  )
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  @IsDatePatterns()
  patterns: string[] = ['iso'];
  @Description('IANA zone in which it writes, and reads what names none.') @IsTimeZone() timeZone = 'UTC';
  @Description('Which of two moments a local time means that comes twice, when clocks go back.')
  @IsIn(['earlier', 'later'])
  repeated: 'earlier' | 'later' = 'earlier';
  @Description("Seconds that the CRM's clock is ahead of the right time; below 0: behind.")
  @IsInt()
  @Min(-DAY_OF_SECONDS)
  @Max(DAY_OF_SECONDS)
  clockAheadSeconds = 0;
  @Description('Language of the names of months and days.') @IsString() locale = 'en';
}

/** A date and its time in a field each, either of which may look like a whole moment. */
export class SplitDateRule {
  @Description('How the date is written and read; what else its field holds is left aside.') @IsString() @IsDatePatterns() date =
    'yyyy-MM-dd';
  @Description('How the time is written and read; what else its field holds is left aside.') @IsString() @IsDatePatterns() time =
    'HH:mm:ss';
  @Description('IANA zone.') @IsTimeZone() timeZone = 'UTC';
  @IsIn(['earlier', 'later']) repeated: 'earlier' | 'later' = 'earlier';
  @IsInt() @Min(-DAY_OF_SECONDS) @Max(DAY_OF_SECONDS) clockAheadSeconds = 0;
  @IsOptional() @IsString() locale = 'en';
}

function IsDatePatterns(): PropertyDecorator {
  const validator = {
    validate: (value: unknown) => [value].flat().every((each) => typeof each === 'string' && isDatePattern(each)),
    defaultMessage: () => "must be patterns of Luxon such as 'dd/MM/yyyy HH:mm', or iso, iso-local, epoch-s, epoch-ms",
  };
  return ValidateBy({ name: 'isDatePatterns', validator });
}
