import { ArrayNotEmpty, IsArray, IsInt, IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestAsk } from './ask-settings.js';
import type { RestSnapshot } from './snapshot-settings.js';

const IN_STATUS = ['caseRef'];

export class RestStatus extends RestAsk implements RestSnapshot {
  @IsLiquidTemplate(IN_STATUS) path!: string;
  @IsLiquidRecord(IN_STATUS) query: Record<string, string> = {};
  @Description('The case, out of {status, headers, body}. Nothing there: no such case.') @IsJsonataExpression() case = 'body';
  @Description('HTTP statuses that mean "no such case".') @IsArray() @ArrayNotEmpty() @IsInt({ each: true }) notFound: number[] =
    [404, 410];
  @IsJsonataExpression() status!: string;
  @IsOptional() @IsJsonataExpression() reason?: string;
  @Description('A text a resident may read.') @IsOptional() @IsJsonataExpression() publicText?: string;
  @Description('As `dates` says, else ISO 8601 (UTC if no zone is given) or milliseconds.')
  @IsOptional()
  @IsJsonataExpression()
  changedAt?: string;
}
