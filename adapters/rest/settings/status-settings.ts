import { ArrayNotEmpty, IsArray, IsInt } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestAsk } from './ask-settings.js';
import { type RestSnapshot, Told } from './snapshot-settings.js';

const IN_STATUS = ['caseRef'];

export class RestStatus extends RestAsk implements RestSnapshot {
  @IsLiquidTemplate(IN_STATUS) path!: string;
  @IsLiquidRecord(IN_STATUS) query: Record<string, string> = {};
  @Description('The case, out of {status, headers, body}. Nothing there: no such case.') @IsJsonataExpression() case = 'body';
  @Description('HTTP statuses that mean "no such case".') @IsArray() @ArrayNotEmpty() @IsInt({ each: true }) notFound: number[] =
    [404, 410];
  @Description("The CRM's own word; the status rules read it.") @IsJsonataExpression() status!: string;
  @Told() reason?: string;
  @Told() publicText?: string;
  @Told() publicTextBy?: string;
  @Told() mediaUrls?: string;
  @Told() changedAt?: string;
  @Told() changeId?: string;
  @Told() requestId?: string;
  @Told() renumberedTo?: string;
  @Told() mergedInto?: string;
  @Told() deleted?: string;
  @Told() expectedAt?: string;
  @Told() agency?: string;
  @Told() customerReference?: string;
}
