import { IsInt, Max, Min } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestAsk } from './ask-settings.js';

/** The table under which bodies find the id of a status by its name. */
export const STATUS_IDS = 'statusIds';

/** Statuses that are ids, and other ones in each installation. */
export class RestStatusNames extends RestAsk {
  @IsLiquidTemplate([]) path!: string;
  @IsLiquidRecord([]) query: Record<string, string> = {};
  @Description('The statuses there are, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('The id of one.') @IsJsonataExpression() id = 'id';
  @Description('The name of one.') @IsJsonataExpression() name = 'name';
  @Description('They are asked for again after so many uses, and at an id that is not among them.')
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  uses = 1000;
}
