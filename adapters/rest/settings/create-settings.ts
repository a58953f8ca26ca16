import { IsIn, IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { METHODS, RestWrite } from './send-settings.js';

export const IN_CREATE = ['request', 'idempotencyKey'];

export class RestCreate extends RestWrite {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'POST';
  @Description('Below baseUrl; printed values are URL-encoded.') @IsLiquidTemplate(IN_CREATE) path!: string;
  @IsLiquidRecord(IN_CREATE) query: Record<string, string> = {};
  @Description('What to send, out of {request, idempotencyKey}.') @IsJsonataExpression() body!: string;
  @Description("The case's reference, out of {status, headers, body}.") @IsJsonataExpression() caseRef!: string;
  @Description('Where an answer of the kind exists names the case. Nothing there, or left out: it is looked for.')
  @IsOptional()
  @IsJsonataExpression()
  existing?: string;
}
