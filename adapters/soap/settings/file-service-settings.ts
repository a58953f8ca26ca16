import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { HttpSettings } from '../../../src/adapter-kit/http/http-settings.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { SoapHttpAuth } from './message-settings.js';
import { IsText, IsTextRecord } from './text-rules.js';

/** A token of OAuth 2 for ourselves (client credentials, RFC 6749 section 4.4). */
export class SoapClientCredentials {
  @Description('Address of the token endpoint; Liquid.') @IsText() url!: string;
  @IsText() clientId = '{{ credentials.clientId }}';
  @IsText() clientSecret = '{{ credentials.clientSecret }}';
  @Description('Where both go: the Authorization header, or the form.') @IsIn(['basic', 'form']) send: 'basic' | 'form' = 'basic';
  @IsOptional() @IsString() @IsNotEmpty() scope?: string;
  @Description('Seconds that a token is used where the answer does not say.') @IsInt() @Min(1) @Max(86_400) keepSeconds = 300;
}

/** How to look for a picture. */
export class SoapFileFind {
  @Description('Address that is asked with GET; Liquid.') @IsText() url!: string;
  @Description('The files, out of {status, body}.') @IsJsonataExpression() list!: string;
  @Description('True for the picture, out of one of them; knows $picture and $caseRef.') @IsJsonataExpression() matches!: string;
}

/** Another service that takes files: REST, beside the SOAP one. */
export class SoapFileService {
  @Description('Address; Liquid that knows picture, caseRef, case and tables.') @IsText() url!: string;
  @IsIn(['POST', 'PUT', 'PATCH']) method: 'POST' | 'PUT' | 'PATCH' = 'POST';
  @Description('Further headers; Liquid.') @IsTextRecord() headers: Record<string, string> = {};
  @Description('The bytes themselves, a form (multipart/form-data), or JSON with base64.')
  @IsIn(['bytes', 'form', 'json'])
  sendAs: 'bytes' | 'form' | 'json' = 'bytes';
  @Description('For a form: the field of the file.') @IsString() @IsNotEmpty() fileField = 'file';
  @Description('For json: what is sent; for a form: further fields. Out of {picture, caseRef, case, idempotencyKey}.')
  @IsOptional()
  @IsJsonataExpression()
  body?: string;
  @Description(
    'True for an answer that says that it has the picture, out of {status, body, text}; knows $picture. Left out: any 2xx but a page.',
  )
  @IsOptional()
  @IsJsonataExpression()
  success?: string;
  @Description('How HTTP is spoken there: certificates, proxy, limits.') @Nested(() => HttpSettings) http: HttpSettings =
    new HttpSettings();
  @Nested(() => SoapHttpAuth) auth: SoapHttpAuth = new SoapHttpAuth();
  @Description('Instead of auth: a token is asked for first.')
  @IsOptional()
  @Nested(() => SoapClientCredentials)
  token?: SoapClientCredentials;
  @Description('How to look for a picture after a lost answer.') @IsOptional() @Nested(() => SoapFileFind) find?: SoapFileFind;
}
