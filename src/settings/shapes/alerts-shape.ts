import {
  ArrayNotEmpty,
  IsArray,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsNumber,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { Description, ListOf, Nested } from '../../adapter-kit/settings-shape.js';
import {
  type AbsenceRule,
  type AlertEmailSettings,
  type AlertsSettings,
  type AlertWebhookSettings,
  type CountRule,
  START_TLS,
  type StartTls,
} from '../alerts-settings.js';
import { TIME, TIME_RULE } from './time-of-day.js';

const HOUR = 60 * 60 * 1000;
const YEAR_IN_MINUTES = 365 * 24 * 60;
const MAIL_RULE = { require_tld: false };
/** 24 to 64 bytes in base64; the message never repeats the value. */
const SECRET = /^(whsec_)?(?=.{32,88}$)([A-Za-z0-9+/]{4})+([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const SECRET_RULE = { message: 'must be 24 to 64 random bytes in base64, with or without whsec_ before them' };

export class LagShape {
  @IsNumber() @Min(0) @Max(YEAR_IN_MINUTES) olderThanMinutes!: number;
}

export class AbsenceShape implements AbsenceRule {
  @IsNumber() @Min(0) @Max(8760) hours!: number;
  @Matches(TIME, TIME_RULE) from!: string;
  @Matches(TIME, TIME_RULE) to!: string;
}

export class CountShape implements CountRule {
  @IsInt() @Min(0) @Max(1_000_000) atLeast!: number;
}

export class BreakerOpenShape {
  @IsNumber() @Min(0) @Max(YEAR_IN_MINUTES) afterMinutes!: number;
}

export class PausedShape {
  @IsNumber() @Min(0) @Max(8760) afterHours!: number;
}

export class CertificatesShape {
  @IsInt() @Min(0) @Max(365) withinDays!: number;
}

export class AlertEmailShape implements AlertEmailSettings {
  @Description('The SMTP server.') @IsString() @IsNotEmpty() host!: string;
  @IsInt() @Min(1) @Max(65_535) port = 587;
  @Description('TLS from the first byte, as on port 465.') @IsBoolean() secure = false;
  @Description('Whether a plain connection is raised to TLS: opportunistic does it where the server offers it.')
  @IsIn(START_TLS)
  startTls: StartTls = 'always';
  @Description('Certificates of authorities to trust, PEM, instead of the usual ones.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  ca?: string;
  @Description('Left out: no login.') @IsOptional() @IsString() @IsNotEmpty() username?: string;
  @IsOptional() @IsString() @IsNotEmpty() password?: string;
  @Description('The sender.') @IsEmail(MAIL_RULE) from!: string;
  @Description('Who gets them.') @IsArray() @ArrayNotEmpty() @IsEmail(MAIL_RULE, { each: true }) to!: string[];
}

export class AlertWebhookShape implements AlertWebhookSettings {
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, allow_fragments: false }) url!: string;
  @Description('Better a reference such as ${WEBHOOK_SECRET}.') @Matches(SECRET, SECRET_RULE) secret!: string;
}

/** `alerts` of `settings.yaml`; what each key means stands in `config/defaults.yaml`. */
export class AlertsShape implements AlertsSettings {
  @IsInt() @Min(100) @Max(HOUR) checkEveryMs!: number;
  @IsNumber() @Min(0) @Max(YEAR_IN_MINUTES) remindEveryMinutes!: number;
  @IsNumber() @Min(0) @Max(YEAR_IN_MINUTES) clearAfterMinutes!: number;
  @IsNumber() @Min(0) @Max(YEAR_IN_MINUTES) newOnesEveryMinutes!: number;
  @Nested(() => LagShape) lag!: LagShape;
  @Nested(() => AbsenceShape) absence!: AbsenceShape;
  @Nested(() => CountShape) deadLetters!: CountShape;
  @Nested(() => CountShape) unknowns!: CountShape;
  @Nested(() => CountShape) changes!: CountShape;
  @Nested(() => CountShape) callbacks!: CountShape;
  @Nested(() => CountShape) unmapped!: CountShape;
  @Nested(() => CountShape) stale!: CountShape;
  @Nested(() => CountShape) differences!: CountShape;
  @Nested(() => CountShape) pushes!: CountShape;
  @Nested(() => BreakerOpenShape) breakerOpen!: BreakerOpenShape;
  @Nested(() => PausedShape) paused!: PausedShape;
  @Nested(() => CertificatesShape) certificates!: CertificatesShape;
  @IsOptional() @Nested(() => AlertEmailShape) email?: AlertEmailShape;
  @ListOf(() => AlertWebhookShape) webhooks!: AlertWebhookShape[];
}
