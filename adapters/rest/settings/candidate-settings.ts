import { IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

const IN_FIND = ['request', 'idempotencyKey', 'since'];

/** Which cases may be the one of a request, where no search brings it for certain. */
export class RestCandidates {
  @IsLiquidTemplate(IN_FIND) path!: string;
  @IsLiquidRecord(IN_FIND) query: Record<string, string> = {};
  @Description('The cases, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('The reference of one case.') @IsJsonataExpression() caseRef!: string;
  @Description('When it was made: ISO 8601 (UTC if no zone is given) or milliseconds.')
  @IsOptional()
  @IsJsonataExpression()
  createdAt?: string;
  @Description('Degrees.') @IsOptional() @IsJsonataExpression() lat?: string;
  @Description('Degrees.') @IsOptional() @IsJsonataExpression() long?: string;
  @Description('True where it is of the kind that this request would have made; knows $request.')
  @IsOptional()
  @IsJsonataExpression()
  sameService?: string;
}
