import { IsBoolean, IsOptional } from 'class-validator';
import { Description, ListOf } from '../../../src/adapter-kit/settings-shape.js';
import { SoapStep } from './action-settings.js';
import { Conditions, Reading, Readings, type SoapCondition, type SoapReading } from './reading-settings.js';

/** Where a case says how it is. */
export class SoapSnapshot {
  @Description('The reference.') @IsOptional() @Reading() caseRef?: SoapReading;
  @Description("The CRM's status words, joined by a blank.") @Readings() status!: SoapReading[];
  @Description('Why it is so.') @IsOptional() @Reading() reason?: SoapReading;
  @Description('A text that a resident may read.') @IsOptional() @Reading() publicText?: SoapReading;
  @Description('When it was changed.') @IsOptional() @Reading() changedAt?: SoapReading;
}

/** Reads one case. */
export class SoapStatus extends SoapSnapshot {
  @Description('The calls; the last answer has the case.') @ListOf(() => SoapStep) steps!: SoapStep[];
  @Description('The case in the answer.') @IsOptional() @Reading() case?: SoapReading;
  @Description('When the answer says that there is no such case.') @IsOptional() @Conditions() notFound?: SoapCondition[];
  @Description('An answer without such a case means that there is none.') @IsBoolean() missingIsNotFound = true;
}
