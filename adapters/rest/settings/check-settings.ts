import { IsBoolean, IsNotEmpty, IsString } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, ListOf } from '../../../src/adapter-kit/settings-shape.js';
import { RestAsk } from './ask-settings.js';

/** Something that has to be so in the CRM. */
export class RestProbe extends RestAsk {
  @IsLiquidTemplate([]) path!: string;
  @IsLiquidRecord([]) query: Record<string, string> = {};
  @Description('True where it is so, out of {status, headers, body}.') @IsJsonataExpression() expect!: string;
  @Description('What a person is told where it is not so: what is missing, and the remedy.')
  @IsString()
  @IsNotEmpty()
  otherwise!: string;
}

/** A harmless read that needs our credentials, and what else is worth knowing before the first report. */
export class RestCheck extends RestAsk {
  @IsLiquidTemplate([]) path!: string;
  @IsLiquidRecord([]) query: Record<string, string> = {};
  @Description('Look for a case that can not be there: a CRM that drops the query without a word brings others.')
  @IsBoolean()
  find = false;
  @Description('Ask what changed in the year 2100: a CRM that does not understand the dates brings something, or refuses.')
  @IsBoolean()
  changes = false;
  @Description('Further questions, such as whether a custom field is there.') @ListOf(() => RestProbe) probes: RestProbe[] = [];
}
