import { IsIn, IsOptional, IsString } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestSnapshot } from './snapshot-settings.js';

const IN_CHANGES = ['from', 'to', 'page'];

export class RestChanges extends RestSnapshot {
  @IsLiquidTemplate(IN_CHANGES) path!: string;
  @Description('from and to are ISO 8601 in UTC; the date filter writes them otherwise. Empty values are left out.')
  @IsLiquidRecord(IN_CHANGES)
  query: Record<string, string> = {};
  @Description('The cases, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('The reference of one case.') @IsJsonataExpression() caseRef!: string;
  @Description('What page is on the first call.') @IsString() firstPage = '';
  @Description('The next page or its URL, out of {status, headers, body}; knows $page. Nothing or false: there is none.')
  @IsOptional()
  @IsJsonataExpression()
  nextPage?: string;
  @Description('What nextPage gives: a value for page, or a URL on the same host.') @IsIn(['page', 'url']) nextPageIs:
    'page' | 'url' = 'page';
}
