import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { NamedReadings, Reading, type SoapReading } from './reading-settings.js';

/** Logging in before anything else. What it gives is known to every template as `session.NAME`. */
export class SoapSession {
  @Description('Operation that logs in; its `session` is ignored.') @IsString() @IsNotEmpty() login!: string;
  @Description(
    'Values taken out of its answer, from body, header, http or cookie. All of them are secrets, and one that is missing is an error.',
  )
  @NamedReadings()
  values: Record<string, SoapReading> = {};
  @Description('Where the answer says which address to call from now on. Left out, or nothing there: the same.')
  @IsOptional()
  @Reading()
  endpoint?: SoapReading;
  @Description('Hosts that endpoint may lead to, beside our own: the login decides where our data goes.')
  @IsString({ each: true })
  endpointHosts: string[] = [];
  @Description('Sends back the cookies that the login, and every answer since, set.') @IsBoolean() cookies = false;
  @Description('Seconds a session is used; 0: each call logs in for itself.') @IsInt() @Min(0) @Max(86_400) keepSeconds = 900;
  @Description('Values that every answer brings anew; calls then go one after another.')
  @NamedReadings()
  rolling: Record<string, SoapReading> = {};
  @Description('Operation that ends a session that is no longer used.') @IsOptional() @IsString() @IsNotEmpty() logout?: string;
}
