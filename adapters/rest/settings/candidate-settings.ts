import { IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { RestEach } from './each-settings.js';
import { RestPaged } from './paging-settings.js';

const IN_FIND = ['request', 'idempotencyKey', 'since', 'page'];

/** Which cases may be the one of a request, where no search brings it for certain. */
export class RestCandidates extends RestPaged {
  @IsLiquidTemplate(IN_FIND) path!: string;
  @IsLiquidRecord(IN_FIND) query: Record<string, string> = {};
  @Description('Where the list holds little more than ids: how to read each case. The other expressions look into what was read.')
  @IsOptional()
  @Nested(() => RestEach)
  each?: RestEach;
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
