import { IsIn, IsOptional, Matches } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { FieldRule } from '../../../src/adapter-kit/mapping/field-rules.js';
import { Description, Nested, RecordOf } from '../../../src/adapter-kit/settings-shape.js';
import { RestVerify } from './verify-settings.js';

export const METHODS = ['POST', 'PUT', 'PATCH'] as const;
export const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** How a body is written. */
export const BODY_FORMS = ['json', 'form', 'multipart', 'xml', 'xmlrpc', 'text'] as const;
export type BodyForm = (typeof BODY_FORMS)[number];
export const CONTENT_TYPE = /^[\w.+-]+\/[\w.+-]+(;.*)?$/;

/** One write. */
export abstract class RestSend {
  abstract method: (typeof METHODS)[number];
  abstract path: string;
  abstract query: Record<string, string>;
  @Description('Header that carries the idempotency key.') @IsOptional() @Matches(HEADER_NAME) idempotencyHeader?: string;
  @Description('When it was done, out of {status, headers, body}. Left out: any 2xx.')
  @IsOptional()
  @IsJsonataExpression()
  success?: string;
  @Description('Reads back what was written, and compares what matters. Left out: what the CRM answers is believed.')
  @IsOptional()
  @Nested(() => RestVerify)
  verify?: RestVerify;
}

/** A write whose body is what an expression gives. */
export abstract class RestWrite extends RestSend {
  @Description('What the texts of body have to be like, by field, such as customer.name.')
  @RecordOf(() => FieldRule)
  texts: Record<string, FieldRule> = {};
  @Description('How the body is written: a form is application/x-www-form-urlencoded, multipart one with parts.')
  @IsIn(BODY_FORMS)
  sendAs: BodyForm = 'json';
  @Description('Instead of the content type that goes with sendAs, such as application/merge-patch+json.')
  @IsOptional()
  @Matches(CONTENT_TYPE)
  contentType?: string;
}
