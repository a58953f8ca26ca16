import { ArrayNotEmpty, IsArray, IsInt, Max, Min } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestAsk } from './ask-settings.js';

const IN_EACH = ['id'];

/** For lists that hold little more than ids: each case is then read by itself. */
export class RestEach extends RestAsk {
  @IsLiquidTemplate(IN_EACH) path!: string;
  @IsLiquidRecord(IN_EACH) query: Record<string, string> = {};
  @Description('The id of what is listed.') @IsJsonataExpression() id = '$';
  @Description('The case, out of {status, headers, body}.') @IsJsonataExpression() case = 'body';
  @Description('HTTP statuses that mean "not there any more": it is passed over.')
  @IsArray()
  @ArrayNotEmpty()
  @IsInt({ each: true })
  notFound: number[] = [404, 410];
  @Description('Calls at once.') @IsInt() @Min(1) @Max(50) atOnce = 4;
  @Description('Cases read before what they brought is written; the others come as a further page.')
  @IsInt()
  @Min(1)
  @Max(1000)
  most = 50;
}
