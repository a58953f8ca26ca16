import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

const IN_FIND = ['request', 'idempotencyKey', 'since'];

export class RestFind {
  @IsLiquidTemplate(IN_FIND) path!: string;
  @IsLiquidRecord(IN_FIND) query: Record<string, string> = {};
  @Description('The cases, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('True for the case of this request, out of one case; knows $request and $idempotencyKey.')
  @IsJsonataExpression()
  matches!: string;
  @Description('The reference of one case.') @IsJsonataExpression() caseRef!: string;
}
