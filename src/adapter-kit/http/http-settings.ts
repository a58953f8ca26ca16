import {
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
  ValidateBy,
  ValidateIf,
} from 'class-validator';
import { Description, Nested, RecordOf } from '../settings-shape.js';
import { HttpTls } from './tls-settings.js';

const AUTH_KINDS = ['none', 'basic', 'bearer', 'ntlm'] as const;
const HOUR = 3_600_000;
const GIGABYTE = 1_000_000_000;
const PROXY_ADDRESS = { require_tld: false, require_protocol: true, protocols: ['http', 'https'], disallow_auth: true };
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

const forKind =
  (...kinds: string[]) =>
  ({ kind }: HttpAuth) =>
    kinds.includes(kind);

/** Who we are to the web server. Keys of another kind are ignored. */
export class HttpAuth {
  @Description('How the web server knows us.') @IsIn(AUTH_KINDS) kind: (typeof AUTH_KINDS)[number] = 'none';
  @Description('For basic and ntlm.') @ValidateIf(forKind('basic', 'ntlm')) @IsString() @IsNotEmpty() username?: string;
  @Description('For basic and ntlm.') @ValidateIf(forKind('basic', 'ntlm')) @IsString() password?: string;
  @Description('For ntlm: the Windows domain.') @ValidateIf(forKind('ntlm')) @IsString() domain = '';
  @Description('For ntlm: the name of the workstation, where the server wants one.')
  @ValidateIf(forKind('ntlm'))
  @IsString()
  workstation = '';
  @Description('For bearer.')
  @ValidateIf(forKind('bearer'))
  @Matches(VISIBLE_ASCII, { message: 'token must be visible ASCII' })
  token?: string;
}

/** The way out of the city's network. */
export class HttpProxy {
  @Description('Address of the proxy, such as http://proxy.city.example:3128; credentials stand in their own keys.')
  @IsUrl(PROXY_ADDRESS)
  url!: string;
  @IsOptional() @IsString() @IsNotEmpty() username?: string;
  @IsOptional() @IsString() password?: string;
  @Description('Reached directly: hosts, .domains with all below them, addresses, networks such as 10.0.0.0/8; host:port, or *.')
  @IsArray()
  @IsString({ each: true })
  except: string[] = [];
}

/** How a connection speaks HTTP: one shape for every adapter, under the key `http`. */
export class HttpSettings {
  @Nested(() => HttpTls) tls = new HttpTls();
  @Description('Left out: straight to the CRM.') @IsOptional() @Nested(() => HttpProxy) proxy?: HttpProxy;
  @Nested(() => HttpAuth) auth = new HttpAuth();
  @Description('Sent with every request.') @RecordOf(() => String) headers: Record<string, string> = {};
  @Description('Keep the cookies that the CRM sets, for all calls of this connection.') @IsBoolean() cookies = false;
  @Description('Redirects followed in a row, for reads, on the same host; 0: a redirect is an answer.')
  @IsInt()
  @Min(0)
  @Max(10)
  redirects = 0;
  @Description('Use a connection for more than one call.') @IsBoolean() keepAlive = true;
  @Description("Milliseconds; left out: delivery's. The shorter one counts, in the two below too.")
  @IsOptional()
  @IsInt()
  @Min(10)
  @Max(HOUR)
  connectTimeoutMs?: number;
  @Description('Milliseconds from the connection to the head of the answer.')
  @IsOptional()
  @IsInt()
  @Min(10)
  @Max(HOUR)
  headTimeoutMs?: number;
  @Description('Milliseconds from the connection to the last byte of the answer.')
  @IsOptional()
  @IsInt()
  @Min(10)
  @Max(HOUR)
  answerTimeoutMs?: number;
  @Description("Largest body read, in bytes, unpacked; left out: delivery's. The smaller one counts.")
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(GIGABYTE)
  maxAnswerBytes?: number;
}

/**
 * Settings decorator for the key `http` of an adapter that has another key for credentials: only one of the two may say who we are.
 * @param key the adapter's own. @param says it does.
 */
export function OnlyAuthUnless(key: string, says: (settings: never) => boolean): PropertyDecorator {
  return ValidateBy({
    name: 'onlyAuthUnless',
    validator: {
      validate: (value, given) => !(value instanceof HttpSettings) || value.auth.kind === 'none' || !says(given?.object as never),
      defaultMessage: () => `says in auth who we are, and so does ${key}: leave one of them out`,
    },
  });
}

/** A header of this name lets somebody in. */
export function isSecretHeader(name: string): boolean {
  return /auth|cookie|token|secret|password|api-?key/i.test(name);
}

/** Every value in the settings that may stand nowhere. */
export function secretsOf({ tls, proxy, auth, headers }: HttpSettings): string[] {
  const values = [tls.key, tls.pfx, tls.passphrase, proxy?.password, auth.password, auth.token];
  const pairs = [auth, proxy].map((each) => each?.username && each.password && `${each.username}:${each.password}`);
  const inHeaders = Object.entries(headers).flatMap(([name, value]) => (isSecretHeader(name) ? value : []));
  return [...values, ...pairs, ...inHeaders].filter((value): value is string => Boolean(value));
}
