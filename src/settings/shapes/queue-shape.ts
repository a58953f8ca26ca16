import { ArrayNotEmpty, IsArray, IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { Nested } from '../../adapter-kit/settings-shape.js';
import type { ClusterSettings, QueueSettings, SentinelSettings } from '../settings.js';

const HOST = String.raw`([\w.-]+|\[[\da-fA-F:.]+\])`;
const PORT = String.raw`:(6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3})`;
const SIGNED_IN = String.raw`(([^\s/?#@%]|%[\da-fA-F]{2})*@)?`;

/** `message` never repeats the value, which holds a password. */
export const REDIS_URL = {
  pattern: new RegExp(String.raw`^rediss?://${SIGNED_IN}${HOST}(${PORT})?(/\d{0,4})?(\?\S*)?$`),
  message:
    'must be a redis:// or rediss:// address such as redis://user:password@cache:6379/0, with what is special in user and password percent-encoded',
};
const ADDRESS = { pattern: new RegExp(`^${HOST}${PORT}$`), message: 'must be host:port, such as cache-1:6379' };

export class SentinelShape implements SentinelSettings {
  @IsString() @IsNotEmpty() master!: string;
  @IsArray() @ArrayNotEmpty() @Matches(ADDRESS.pattern, { each: true, message: ADDRESS.message }) addresses!: string[];
  @IsOptional() @IsString() @IsNotEmpty() username?: string;
  @IsOptional() @IsString() @IsNotEmpty() password?: string;
  @IsInt() @Min(0) @Max(9999) database = 0;
  @IsBoolean() tls = false;
  @IsOptional() @IsString() @IsNotEmpty() sentinelUsername?: string;
  @IsOptional() @IsString() @IsNotEmpty() sentinelPassword?: string;
  @IsBoolean() sentinelTls = false;
}

export class ClusterShape implements ClusterSettings {
  @IsArray() @ArrayNotEmpty() @Matches(ADDRESS.pattern, { each: true, message: ADDRESS.message }) addresses!: string[];
  @IsOptional() @IsString() @IsNotEmpty() username?: string;
  @IsOptional() @IsString() @IsNotEmpty() password?: string;
  @IsBoolean() tls = false;
}

/** `queue` of `settings.yaml`; what each key means stands in `config/defaults.yaml`. */
export class QueueShape implements QueueSettings {
  @IsOptional() @Matches(REDIS_URL.pattern, REDIS_URL) redisUrl?: string;
  @IsOptional() @Nested(() => SentinelShape) sentinel?: SentinelShape;
  @IsOptional() @Nested(() => ClusterShape) cluster?: ClusterShape;
  @Matches(/^[\w-]+$/, { message: 'may hold letters, digits, _ and - only' }) prefix!: string;
}
