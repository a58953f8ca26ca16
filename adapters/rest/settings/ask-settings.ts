import { IsIn, IsOptional, ValidateIf } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

const QUESTIONS = ['GET', 'POST'] as const;

/** One question; what it may be about stands in the class that has the path. */
export abstract class RestAsk {
  abstract path: string;
  abstract query: Record<string, string>;
  @Description('POST for a search that is sent as a body: it must change nothing.')
  @IsIn(QUESTIONS)
  method: (typeof QUESTIONS)[number] = 'GET';
  @Description('For POST: what to send, out of all that the path knows.')
  @ValidateIf(({ method, body }: RestAsk) => method === 'POST' && body !== undefined)
  @IsJsonataExpression()
  body?: string;
  @Description('When it was answered, out of {status, headers, body}. Left out: any 2xx.')
  @IsOptional()
  @IsJsonataExpression()
  success?: string;
  @Description('When the answer means that there is nothing, whatever its status, out of {status, headers, body, text}.')
  @IsOptional()
  @IsJsonataExpression()
  none?: string;
}
