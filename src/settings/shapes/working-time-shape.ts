import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsInt, IsNumber, IsOptional, Matches, Max, Min } from 'class-validator';
import { Description } from '../../adapter-kit/settings-shape.js';
import { WEEKDAYS, type Weekday } from '../../domain/calendar.js';
import type { WorkingTime } from '../../domain/working-time.js';
import { TIME, TIME_RULE } from './time-of-day.js';

const YEAR_IN_HOURS = 8784;
const HOLIDAY = /^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

export class WorkingTimeShape implements WorkingTime {
  @Description('The days on which the city works.')
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(WEEKDAYS, { each: true })
  days: Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri'];
  @Description("Its hours begin, in the city's time.") @Matches(TIME, TIME_RULE) from = '08:00';
  @Description('And end, on the same day.') @Matches(TIME, TIME_RULE) to = '17:00';
  @Description('Days off: 2026-11-26 for that one, 12-25 for every year.')
  @IsArray()
  @Matches(HOLIDAY, { each: true, message: 'each item must be a day such as "2026-11-26" or "12-25", in quotes' })
  holidays: string[] = [];
}

/** One of the three. */
export class ServiceLevelShape {
  @Description('At the end of so many working days after the day of the report.')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(1000)
  workingDays?: number;
  @Description('When so many hours have passed in which the city works.')
  @IsOptional()
  @IsNumber()
  @Min(0)
  @Max(YEAR_IN_HOURS)
  workingHours?: number;
  @Description('So many hours later, by the clock.') @IsOptional() @IsNumber() @Min(0) @Max(YEAR_IN_HOURS) hours?: number;
}
