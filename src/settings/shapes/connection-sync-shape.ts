import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  Max,
  Min,
} from 'class-validator';
import { Description, ListOf, Nested } from '../../adapter-kit/settings-shape.js';
import type { ConnectionSyncSettings } from '../jurisdiction-settings.js';

const DAY = 24 * 60 * 60 * 1000;
const YEARS_IN_DAYS = 3650;

export class StaleExceptionShape {
  @Description('Codes of services. Not set: any.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  services?: string[];
  @Description("The CRM's status words, whole, in any case. Not set: any.")
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  statuses?: string[];
  @Description('0: never.') @IsInt() @Min(0) @Max(YEARS_IN_DAYS) afterDays!: number;
}

export class StaleShape {
  @IsInt() @Min(0) @Max(YEARS_IN_DAYS) afterDays!: number;
  @ListOf(() => StaleExceptionShape) except!: StaleExceptionShape[];
}

/** `connection.sync`; what each key means stands in `config/defaults.yaml`. */
export class ConnectionSyncShape implements ConnectionSyncSettings {
  @IsInt() @Min(100) @Max(7 * DAY) pollEveryMs!: number;
  @IsInt() @Min(1000) @Max(DAY) takeOverAfterMs!: number;
  @IsInt() @Min(0) @Max(30 * DAY) overlapMs!: number;
  @IsInt() @Min(100) @Max(7 * DAY) refusedPauseMaxMs!: number;
  @IsInt() @Min(1) @Max(200) casesPerCall!: number;
  @IsIn(['none', 'status', 'reason']) externalStatusCode!: 'none' | 'status' | 'reason';
  @IsBoolean() customerReference!: boolean;
  @IsNumber() @Min(0) @Max(8760) servicesEveryHours!: number;
  @IsNumber() @Min(0.01) @Max(1) servicesLeastShare!: number;
  @IsNumber() @Min(0) @Max(8760) reconcileEveryHours!: number;
  @IsInt() @Min(1) @Max(YEARS_IN_DAYS) reconcileDays!: number;
  @IsArray() @IsString({ each: true }) @IsNotEmpty({ each: true }) ownNames!: string[];
  @Nested(() => StaleShape) stale!: StaleShape;
}
