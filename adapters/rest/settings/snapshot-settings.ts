import { IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

/** Where a case says how it is; dates are ISO 8601 (UTC if no zone is given) or milliseconds. */
export abstract class RestSnapshot {
  @IsJsonataExpression() status!: string;
  @IsOptional() @IsJsonataExpression() reason?: string;
  @Description('A text a resident may read.') @IsOptional() @IsJsonataExpression() publicText?: string;
  @IsOptional() @IsJsonataExpression() changedAt?: string;
}
