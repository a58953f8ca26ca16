import { IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { RestEach } from './each-settings.js';
import { RestPaged } from './paging-settings.js';

const IN_FIND = ['request', 'idempotencyKey', 'since', 'page'];

export class RestFind extends RestPaged {
  @IsLiquidTemplate(IN_FIND) path!: string;
  @IsLiquidRecord(IN_FIND) query: Record<string, string> = {};
  @Description('Where the list holds little more than ids: how to read each case. The other expressions look into what was read.')
  @IsOptional()
  @Nested(() => RestEach)
  each?: RestEach;
  @Description('True for the case of this request, out of one case; knows $request and $idempotencyKey.')
  @IsJsonataExpression()
  matches!: string;
  @Description('The reference of one case.') @IsJsonataExpression() caseRef!: string;
}
