import { IsOptional, Matches } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { RestVerify } from './verify-settings.js';

export const METHODS = ['POST', 'PUT', 'PATCH'] as const;
export const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

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
