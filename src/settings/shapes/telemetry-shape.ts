import { IsBoolean, IsNumber, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';
import { Nested, RecordOf } from '../../adapter-kit/settings-shape.js';
import type { MetricsSettings, TracesSettings } from '../settings.js';

/** Of a collector; `message` never repeats the value, which may hold a password. */
export const COLLECTOR_URL = { pattern: /^https?:\/\/[^\s/]/, message: 'must be an http:// or https:// address' };

export class MetricsShape implements MetricsSettings {
  @IsBoolean() enabled!: boolean;
  @IsOptional() @IsString() @MinLength(16) token?: string;
}

export class TracesShape implements Omit<TracesSettings, 'url' | 'serviceName'> {
  @IsOptional() @Matches(COLLECTOR_URL.pattern, COLLECTOR_URL) endpoint?: string;
  @RecordOf(() => String) headers!: Record<string, string>;
  @IsNumber() @Min(0) @Max(1) share!: number;
  @IsBoolean() propagate!: boolean;
}

/** `telemetry` of `settings.yaml`; what each key means stands in `config/defaults.yaml`. */
export class TelemetryShape {
  @Nested(() => MetricsShape) metrics!: MetricsShape;
  @Nested(() => TracesShape) traces!: TracesShape;
}
