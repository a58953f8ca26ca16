import { IsIn, IsInt, IsOptional, IsString, Max, Min, ValidateIf } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestAsk } from './ask-settings.js';

const KINDS = ['page', 'url', 'link', 'number', 'offset'] as const;

/** A list, which may come in pages. */
export abstract class RestPaged extends RestAsk {
  @Description('What is listed, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('What page is on the first call. Left out: 1 for number, 0 for offset, else nothing.')
  @IsOptional()
  @IsString()
  firstPage?: string;
  @Description('The next page or its URL, out of {status, headers, body}; knows $page. Nothing or false: there is none.')
  @ValidateIf(({ nextPageIs, nextPage }: RestPaged) => nextPageIs === 'url' || nextPage !== undefined)
  @IsJsonataExpression()
  nextPage?: string;
  @Description(
    'What leads on. page: nextPage is a value for page, such as a cursor; url: nextPage is a URL on the same host; link: the Link header; number, offset: page is counted until one is empty or total is reached.',
  )
  @IsIn(KINDS)
  nextPageIs: (typeof KINDS)[number] = 'page';
  @Description('For number and offset: how many there are in all, out of {status, headers, body}.')
  @IsOptional()
  @IsJsonataExpression()
  total?: string;
  @Description('As many as the CRM ever lists at once, where it has no pages: so many, and there may be more.')
  @IsOptional()
  @IsInt()
  @Min(1)
  cap?: number;
  @Description('Pages of one list; more of them are taken for a loop.') @IsInt() @Min(1) @Max(10_000) mostPages = 500;
}
