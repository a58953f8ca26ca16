import { IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { RestEach } from './each-settings.js';
import { RestPaged } from './paging-settings.js';
import { type RestSnapshot, Told } from './snapshot-settings.js';

const IN_CHANGES = ['from', 'to', 'page'];

export class RestChanges extends RestPaged implements RestSnapshot {
  @IsLiquidTemplate(IN_CHANGES) path!: string;
  @Description(
    'from and to are as `dates` says, else ISO 8601 in UTC; the date filter writes them otherwise. Empty values are left out.',
  )
  @IsLiquidRecord(IN_CHANGES)
  query: Record<string, string> = {};
  @Description('Where the list holds little more than ids: how to read each case. The other expressions look into what was read.')
  @IsOptional()
  @Nested(() => RestEach)
  each?: RestEach;
  @Description('The reference of one case. Nothing there: only where requestId finds something.')
  @IsJsonataExpression()
  caseRef!: string;
  @Description('Nothing there: only where the case is told to be merged, renumbered or deleted.')
  @IsJsonataExpression()
  status!: string;
  @Told() reason?: string;
  @Told() publicText?: string;
  @Told() publicTextBy?: string;
  @Told() mediaUrls?: string;
  @Told() changedAt?: string;
  @Told() changeId?: string;
  @Told() requestId?: string;
  @Told() renumberedTo?: string;
  @Told() mergedInto?: string;
  @Told() deleted?: string;
  @Told() expectedAt?: string;
  @Told() agency?: string;
  @Told() customerReference?: string;
}
