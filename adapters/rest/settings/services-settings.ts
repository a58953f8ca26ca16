import { IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestPaged } from './paging-settings.js';

const IN_SERVICES = ['page'];

/** The kinds of case that the CRM takes, for `open311-bridge catalogue`. All but the path reads one of the list. */
export class RestServices extends RestPaged {
  @IsLiquidTemplate(IN_SERVICES) path!: string;
  @IsLiquidRecord(IN_SERVICES) query: Record<string, string> = {};
  @Description('Its code: letters, digits, _ and -. Reports of it have it as request.serviceCode.') @IsJsonataExpression() code =
    'code';
  @IsJsonataExpression() name = 'name';
  @IsOptional() @IsJsonataExpression() group?: string;
  @IsOptional() @IsJsonataExpression() description?: string;
  @Description('Words to find it by, a list.') @IsOptional() @IsJsonataExpression() keywords?: string;
  @Description(
    'Its questions: a list of { code, datatype, required, description, datatypeDescription, values: [{ key, name }] }, with the datatypes of GeoReport.',
  )
  @IsOptional()
  @IsJsonataExpression()
  attributes?: string;
}
