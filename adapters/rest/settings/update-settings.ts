import { IsIn } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { METHODS, RestWrite } from './send-settings.js';

export const IN_UPDATE = ['caseRef', 'change', 'idempotencyKey'];

export class RestUpdate extends RestWrite {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'PATCH';
  @IsLiquidTemplate(IN_UPDATE) path!: string;
  @IsLiquidRecord(IN_UPDATE) query: Record<string, string> = {};
  @Description('What to send, out of {caseRef, change, idempotencyKey}. Nothing: the CRM does not follow this status.')
  @IsJsonataExpression()
  body!: string;
}
