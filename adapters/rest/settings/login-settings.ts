import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min, ValidateIf } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { HEADER_NAME } from './send-settings.js';

/** A call that logs in before any other. */
export class RestLogin {
  @IsIn(['POST', 'PUT', 'GET']) method: 'POST' | 'PUT' | 'GET' = 'POST';
  @Description('Below baseUrl.') @IsLiquidTemplate([]) path!: string;
  @IsString() @IsNotEmpty() username!: string;
  @IsString() password!: string;
  @Description('What is sent, out of {username, password}. Left out: nothing, and both go as basic credentials.')
  @IsOptional()
  @IsJsonataExpression()
  body?: string;
  @IsIn(['json', 'form']) sendAs: 'json' | 'form' = 'json';
  @Description('When we are in, out of {status, headers, body}. Left out: any 2xx.')
  @IsOptional()
  @IsJsonataExpression()
  success?: string;
  @Description('The token, out of {status, headers, body}; knows $username. May be left out where cookies are kept.')
  @ValidateIf(({ cookies, token }: RestLogin) => !cookies || token !== undefined)
  @IsJsonataExpression()
  token?: string;
  @Description('Sends back the cookies that the log-in, and every answer since, set.') @IsBoolean() cookies = false;
  @Description('Header that carries the token.')
  @ValidateIf(({ token, query }: RestLogin) => token !== undefined && query === undefined)
  @Matches(HEADER_NAME)
  header?: string;
  @Description('Instead of a header: the field of the query.') @IsOptional() @IsString() @IsNotEmpty() query?: string;
  @Description('What it carries: Liquid that knows token, such as Token {{ token }}.')
  @IsLiquidTemplate(['token'])
  value = '{{ token }}';
  @Description('Seconds that a session is used before another one is asked for.') @IsInt() @Min(1) @Max(86_400) keepSeconds = 900;
}
