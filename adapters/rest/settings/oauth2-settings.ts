import { IsIn, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateIf } from 'class-validator';
import { Description, Nested, RecordOf } from '../../../src/adapter-kit/settings-shape.js';

const GRANTS = ['clientCredentials', 'password', 'refreshToken', 'jwtBearer'] as const;
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'PS256', 'ES256'] as const;
const HTTP = { require_tld: false, require_protocol: true, protocols: ['http', 'https'], disallow_auth: true };

const forGrant =
  (...grants: string[]) =>
  ({ grant }: RestOAuth2) =>
    grants.includes(grant);

/** What is signed for the grant jwtBearer. */
export class RestJwt {
  @Description('Our private key in PEM.') @IsString() @IsNotEmpty() key!: string;
  @IsIn(ALGORITHMS) algorithm: (typeof ALGORITHMS)[number] = 'RS256';
  @Description('Header kid.') @IsOptional() @IsString() @IsNotEmpty() keyId?: string;
  @Description('Claim iss: mostly the id of the client.') @IsString() @IsNotEmpty() issuer!: string;
  @Description('Claim sub: mostly the user that we act for.') @IsString() @IsNotEmpty() subject!: string;
  @Description('Claim aud: mostly the address of the server that gives tokens.') @IsString() @IsNotEmpty() audience!: string;
  @IsInt() @Min(10) @Max(3600) lastsSeconds = 180;
  @Description('Further claims.') @IsObject() claims: Record<string, unknown> = {};
}

/** A token of OAuth 2. */
export class RestOAuth2 {
  @Description('Where tokens are given.') @IsUrl(HTTP) tokenUrl!: string;
  @IsIn(GRANTS) grant: (typeof GRANTS)[number] = 'clientCredentials';
  @Description('How the client says who it is: in the Authorization header, in the form, or not at all.')
  @IsIn(['basic', 'form', 'none'])
  clientAuth: 'basic' | 'form' | 'none' = 'basic';
  @ValidateIf(({ clientAuth }: RestOAuth2) => clientAuth !== 'none') @IsString() @IsNotEmpty() clientId?: string;
  @IsOptional() @IsString() @IsNotEmpty() clientSecret?: string;
  @ValidateIf(forGrant('password')) @IsString() @IsNotEmpty() username?: string;
  @ValidateIf(forGrant('password')) @IsString() @IsNotEmpty() password?: string;
  @ValidateIf(forGrant('refreshToken')) @IsString() @IsNotEmpty() refreshToken?: string;
  @ValidateIf(forGrant('jwtBearer')) @Nested(() => RestJwt) jwt?: RestJwt;
  @IsOptional() @IsString() @IsNotEmpty() scope?: string;
  @IsOptional() @IsString() @IsNotEmpty() audience?: string;
  @Description('Further fields of the form, such as resource.') @RecordOf(() => String) extra: Record<string, string> = {};
  @Description('The word before the token in the header Authorization.') @Matches(/^[\x21-\x7e]+$/) scheme = 'Bearer';
  @Description('Seconds that a token is used where the answer does not say.') @IsInt() @Min(1) @Max(86_400) keepSeconds = 900;
}
