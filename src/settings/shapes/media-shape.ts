import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
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
import type { MediaSettings, S3Settings } from '../settings.js';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;
const GIBIBYTE = 1024 * 1024 * 1024;

export class S3Shape implements S3Settings {
  @Matches(/^[A-Za-z0-9._-]{3,255}$/, { message: 'must be the name of a bucket' }) bucket!: string;
  @IsString() @IsNotEmpty() region = 'us-east-1';
  @IsOptional() @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false }) endpoint?: string;
  @IsBoolean() forcePathStyle = false;
  @IsOptional() @IsString() @IsNotEmpty() accessKeyId?: string;
  @IsOptional() @IsString() @IsNotEmpty() secretAccessKey?: string;
  @Matches(/^([\w.-]+\/)*$/, { message: 'must be empty, or end with a slash' }) prefix = '';
}

/** `media` of `settings.yaml`; what each key means stands in `config/defaults.yaml`. */
export class MediaShape implements MediaSettings {
  @IsInt() @Min(1024) @Max(GIBIBYTE) maxFileBytes!: number;
  @IsInt() @Min(1) @Max(100) maxFiles!: number;
  @IsInt() @Min(1024) @Max(10 * GIBIBYTE) maxTotalBytes!: number;
  @IsInt() @Min(10_000) @Max(1_000_000_000) maxPixels!: number;
  @IsInt() @Min(16) @Max(16_383) longestEdge!: number;
  @IsInt() @Min(1) @Max(16) concurrency!: number;
  @IsInt() @Min(100) @Max(DAY) sweepEveryMs!: number;
  @IsInt() @Min(100) @Max(60 * 60 * SECOND) fetchTimeoutMs!: number;
  @IsInt() @Min(1) @Max(1000) maxAttempts!: number;
  @IsInt() @Min(1) @Max(DAY) backoffMinMs!: number;
  @IsInt() @Min(1) @Max(7 * DAY) backoffMaxMs!: number;
  @IsArray() @ArrayNotEmpty() @IsInt({ each: true }) @Min(1, { each: true }) @Max(65_535, { each: true }) fetchPorts!: number[];
  @IsArray() @IsString({ each: true }) allowPrivateAddresses!: string[];
  @IsOptional() @Nested(() => S3Shape) s3?: S3Shape;
}
