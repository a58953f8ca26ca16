import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsISO8601,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Description, ListOf, Nested } from '../../adapter-kit/settings-shape.js';
import { WEEKDAYS, type Weekday } from '../../domain/calendar.js';
import { UNKNOWN_POLICIES, type UnknownPolicy } from '../../domain/delivery.js';
import type { AdoptNearestSettings } from '../jurisdiction-settings.js';
import { TIME, TIME_RULE } from './time-of-day.js';

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;
const MEBIBYTE = 1024 * 1024;
const YEAR_IN_MINUTES = 365 * 24 * 60;

const MOMENT_RULE = { message: 'must be a moment with its zone, such as 2026-12-05T22:00:00-05:00' };
const ZONED = /(Z|[+-]\d\d:\d\d)$/;

export class AdoptNearestShape implements AdoptNearestSettings {
  @IsInt() @Min(0) @Max(100_000) withinMeters!: number;
  @IsInt() @Min(1) @Max(YEAR_IN_MINUTES) withinMinutes!: number;
}

export class QuietHoursShape {
  @Description('The days on which it begins; not set: every day.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(WEEKDAYS, { each: true })
  days?: Weekday[];
  @Description("In the city's time, such as 22:00.") @Matches(TIME, TIME_RULE) from!: string;
  @Description('On the next day where it is not after from.') @Matches(TIME, TIME_RULE) to!: string;
}

export class MaintenanceShape {
  @IsISO8601({ strict: true }, MOMENT_RULE) @Matches(ZONED, MOMENT_RULE) from!: string;
  @IsISO8601({ strict: true }, MOMENT_RULE) @Matches(ZONED, MOMENT_RULE) to!: string;
}

export class FallbackShape {
  @Description('Name of another connection of the same city.') @IsString() @IsNotEmpty() to!: string;
  @Description('A report that old gets its copy.') @IsOptional() @IsInt() @Min(0) @Max(YEAR_IN_MINUTES) afterMinutes?: number;
  @Description('Reports get copies once the circuit breaker has been open for that long.')
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(YEAR_IN_MINUTES)
  breakerOpenMinutes?: number;
}

/** `connection.delivery`; what each key means stands in `config/defaults.yaml`. */
export class ConnectionDeliveryShape {
  @IsInt() @Min(100) @Max(HOUR) callTimeoutMs!: number;
  @IsInt() @Min(10) @Max(HOUR) connectTimeoutMs!: number;
  @IsInt() @Min(1024) @Max(1024 * MEBIBYTE) maxAnswerBytes!: number;
  @IsInt() @Min(1) @Max(DAY) backoffMinMs!: number;
  @IsInt() @Min(1) @Max(7 * DAY) backoffMaxMs!: number;
  @IsInt() @Min(SECOND) @Max(365 * DAY) ageLimitMs!: number;
  @IsInt() @Min(0) @Max(DAY) settleMs!: number;
  @IsInt() @Min(1) @Max(1000) callsAtOnce!: number;
  @IsOptional() @IsNumber() @Min(0.001) @Max(10_000) callsPerSecond?: number;
  @IsInt() @Min(0) @Max(HOUR) leastGapMs!: number;
  @IsInt() @Min(1) @Max(10_000) breakerFailures!: number;
  @IsInt() @Min(1) @Max(DAY) breakerPauseMinMs!: number;
  @IsInt() @Min(1) @Max(DAY) breakerPauseMaxMs!: number;
  @IsIn(UNKNOWN_POLICIES) onUnknown!: UnknownPolicy;
  @Nested(() => AdoptNearestShape) adoptNearest!: AdoptNearestShape;
  @ListOf(() => QuietHoursShape) quietHours!: QuietHoursShape[];
  @ListOf(() => MaintenanceShape) maintenance!: MaintenanceShape[];
  @IsOptional() @Nested(() => FallbackShape) fallback?: FallbackShape;
}
