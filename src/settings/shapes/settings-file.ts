import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Nested } from '../../adapter-kit/settings-shape.js';
import { ROLES, type LimitSettings, type LogSettings, type Role } from '../settings.js';
import { AlertsShape } from './alerts-shape.js';
import { ConnectionDeliveryShape } from './connection-delivery-shape.js';
import { ConnectionSyncShape } from './connection-sync-shape.js';
import { MediaShape } from './media-shape.js';
import { QueueShape } from './queue-shape.js';
import { TelemetryShape } from './telemetry-shape.js';

/** Addresses a client library understands; `message` never repeats the value, which holds a password. */
export const DATABASE_URL = { pattern: /^postgres(ql)?:\/\/./, message: 'must be a postgres:// or postgresql:// address' };
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const satisfies readonly LogSettings['level'][];

const SECOND = 1000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;
const MEBIBYTE = 1024 * 1024;

/**
 * `settings.yaml` laid over `defaults.yaml`. What each key means stands in `config/defaults.yaml`; nothing has a default here, so that a
 * key missing there is a mistake.
 */
export class ServerShape {
  @IsString() @IsNotEmpty() host!: string;
  @IsInt() @Min(0) @Max(65_535) port!: number;
  @IsOptional()
  @IsUrl({
    protocols: ['http', 'https'],
    require_protocol: true,
    require_tld: false,
    allow_query_components: false,
    allow_fragments: false,
  })
  @Matches(/[^/]$/, { message: 'must not end with a slash' })
  publicUrl?: string;
  @IsArray() @IsString({ each: true }) trustedProxies!: string[];
  @IsOptional() @IsBoolean() requireHttps?: boolean;
  @IsInt() @Min(1024) @Max(100 * MEBIBYTE) bodyLimitBytes!: number;
  @IsInt() @Min(16_384) @Max(MEBIBYTE) headerLimitBytes!: number;
  @IsInt() @Min(SECOND) @Max(HOUR) requestTimeoutMs!: number;
  @IsInt() @Min(SECOND) @Max(HOUR) keepAliveTimeoutMs!: number;
  @IsIn(['production', 'test']) endpointType!: 'production' | 'test';
  @IsOptional()
  @IsUrl({
    protocols: ['http', 'https'],
    require_protocol: true,
    require_tld: false,
    allow_query_components: false,
    allow_fragments: false,
  })
  @Matches(/[^/]$/, { message: 'must not end with a slash' })
  testUrl?: string;
  @IsBoolean() docs!: boolean;
}

export class StoreShape {
  @IsOptional() @Matches(DATABASE_URL.pattern, DATABASE_URL) databaseUrl?: string;
  @IsInt() @Min(1) @Max(1000) poolSize!: number;
}

export class DeliveryShape {
  @IsInt() @Min(100) @Max(DAY) sweepEveryMs!: number;
  @IsInt() @Min(0) @Max(HOUR) shutdownMs!: number;
}

export class LimitShape implements LimitSettings {
  @IsInt() @Min(0) @Max(10_000_000) requests!: number;
  @IsInt() @Min(1) @Max(86_400) windowSeconds!: number;
}

export class LimitsShape {
  @Nested(() => LimitShape) perKey!: LimitShape;
  @Nested(() => LimitShape) perAddress!: LimitShape;
  @Nested(() => LimitShape) failedKeysPerAddress!: LimitShape;
  @Nested(() => LimitShape) failedCallbacksPerAddress!: LimitShape;
}

export class LogShape {
  @IsIn(LOG_LEVELS) level!: LogSettings['level'];
}

export class ConnectionDefaultsShape {
  @Nested(() => ConnectionDeliveryShape) delivery!: ConnectionDeliveryShape;
  @Nested(() => ConnectionSyncShape) sync!: ConnectionSyncShape;
}

export class SettingsShape {
  @IsArray() @ArrayNotEmpty() @IsIn(ROLES, { each: true }) roles!: Role[];
  @IsArray() @IsString({ each: true }) @IsNotEmpty({ each: true }) adapters!: string[];
  @Nested(() => ServerShape) server!: ServerShape;
  @Nested(() => StoreShape) store!: StoreShape;
  @Nested(() => QueueShape) queue!: QueueShape;
  @Nested(() => DeliveryShape) delivery!: DeliveryShape;
  @Nested(() => LimitsShape) limits!: LimitsShape;
  @Nested(() => MediaShape) media!: MediaShape;
  @Nested(() => AlertsShape) alerts!: AlertsShape;
  @Nested(() => LogShape) log!: LogShape;
  @Nested(() => TelemetryShape) telemetry!: TelemetryShape;
  @Nested(() => ConnectionDefaultsShape) connection!: ConnectionDefaultsShape;
}
