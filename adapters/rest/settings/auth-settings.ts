import { IsIn, IsNotEmpty, IsOptional, IsString, Matches, ValidateIf } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { RestHmac } from './hmac-settings.js';
import { RestLogin } from './login-settings.js';
import { RestOAuth2 } from './oauth2-settings.js';
import { HEADER_NAME } from './send-settings.js';

const AUTH_KINDS = ['none', 'basic', 'bearer', 'apiKey', 'oauth2', 'hmac', 'login'] as const;

const forKind =
  (...kinds: string[]) =>
  ({ kind }: RestAuth) =>
    kinds.includes(kind);

/** Who we are to the CRM. Keys of another kind are ignored. A client certificate stands in http.tls. */
export class RestAuth {
  @Description('How the CRM knows us.') @IsIn(AUTH_KINDS) kind!: (typeof AUTH_KINDS)[number];
  @ValidateIf(forKind('basic')) @IsString() @IsNotEmpty() username?: string;
  @ValidateIf(forKind('basic')) @IsString() password?: string;
  @Description('For bearer.')
  @ValidateIf(forKind('bearer'))
  @Matches(/^[\x21-\x7e]+$/, { message: 'token must be visible ASCII' })
  token?: string;
  @Description('For apiKey: the name of its header.')
  @ValidateIf(({ kind, query }: RestAuth) => kind === 'apiKey' && query === undefined)
  @Matches(HEADER_NAME)
  header?: string;
  @Description('For apiKey, instead of a header: the field of the query.') @IsOptional() @IsString() @IsNotEmpty() query?: string;
  @Description('For apiKey: the whole value of the header, or of the field of the query.')
  @ValidateIf(forKind('apiKey'))
  @Matches(/^[\x20-\x7e]+$/, { message: 'value must be printable ASCII' })
  value?: string;
  @Description('For oauth2.') @ValidateIf(forKind('oauth2')) @Nested(() => RestOAuth2) oauth2?: RestOAuth2;
  @Description('For hmac.') @ValidateIf(forKind('hmac')) @Nested(() => RestHmac) hmac?: RestHmac;
  @Description('For login.') @ValidateIf(forKind('login')) @Nested(() => RestLogin) login?: RestLogin;
  @Description(
    'For oauth2 and login: when an answer says that the token or session is not taken any more, out of {status, headers, body, text}.',
  )
  @IsJsonataExpression()
  expired = 'status = 401';
}
