import { plainToInstance, Transform } from 'class-transformer';
import { ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsTimeZone, Max, Min } from 'class-validator';
import { Description, ListOf, Nested, SchemaFragment } from '../../../src/adapter-kit/settings-shape.js';
import { SoapStep, SoapSteps } from './action-settings.js';
import { Conditions, Reading, Readings, type SoapCondition, SoapReading } from './reading-settings.js';
import { IsDatePattern } from './text-rules.js';

/** A moment in an answer, in one field or in two. A bare path is short for `path`. */
export class SoapMoment extends SoapReading {
  @Description('A second field, that has the time of day; of the first one the date counts then.')
  @IsOptional()
  @Reading()
  time?: SoapReading;
  @Description(
    "How it is written; the first that fits counts: iso, iso-local, epoch-s, epoch-ms, or a pattern such as dd/MM/yyyy HH:mm. A blank instead of ISO's T will do.",
  )
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? [value] : value))
  @SchemaFragment({ anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }] })
  @IsArray()
  @ArrayNotEmpty()
  @IsDatePattern()
  format: string[] = ['iso'];
  @Description('How the second field is written.') @IsDatePattern() timeFormat = 'iso';
  @Description("Its zone where it names none. Left out: the connection's timeZone.") @IsOptional() @IsTimeZone() zone?: string;
  @Description("Seconds by which the CRM's clock is ahead; negative: behind. They are taken off.")
  @IsInt()
  @Min(-86_400)
  @Max(86_400)
  clockAheadSeconds = 0;
  @Description('Which of two moments a local time means that comes twice, when clocks go back.')
  @IsIn(['earlier', 'later'])
  repeated: 'earlier' | 'later' = 'earlier';
}

/** Settings decorator: a moment; a bare path will do. */
export function Moment(): PropertyDecorator {
  const toMoment = (value: unknown) => {
    const whole = typeof value === 'string' || Array.isArray(value) ? { path: value } : value;
    return typeof whole === 'object' && whole !== null ? plainToInstance(SoapMoment, whole) : whole;
  };
  const decorators = [
    SchemaFragment({ anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }, { type: 'object' }] }),
    Transform(({ value }: { value: unknown }) => toMoment(value)),
    Nested(() => SoapMoment),
  ];
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}

/** Where a case says how it is. */
export class SoapSnapshot {
  @Description('The reference.') @IsOptional() @Reading() caseRef?: SoapReading;
  @Description("The CRM's status words, joined by a blank.") @IsOptional() @Readings() status?: SoapReading[];
  @Description('Why it is so; what is found is joined by ". ".') @IsOptional() @Readings() reason?: SoapReading[];
  @Description('A text that a resident may read.') @IsOptional() @Reading() publicText?: SoapReading;
  @Description("The user who wrote it: what one of `sync.ownNames` wrote is nobody's news.")
  @IsOptional()
  @Reading()
  publicTextBy?: SoapReading;
  @Description('When it was changed: the closing time and then any other, for example. Left out: the words alone tell news.')
  @IsOptional()
  @Moment()
  changedAt?: SoapMoment;
  @Description('Addresses of pictures that everybody may see.') @IsOptional() @Readings() mediaUrls?: SoapReading[];
  @Description("The CRM's id of this very change: two with the same id are one.") @IsOptional() @Reading() changeId?: SoapReading;
  @Description('Our id of the request, where the CRM has it.') @IsOptional() @Reading() requestId?: SoapReading;
  @Description('The reference that the case has from now on.') @IsOptional() @Reading() renumberedTo?: SoapReading;
  @Description('The reference of the case that goes on in its place.') @IsOptional() @Reading() mergedInto?: SoapReading;
  @Description('What holds of a case that is gone in the CRM.') @IsOptional() @Conditions() deleted?: SoapCondition[];
  @Description('When the CRM means to be done.') @IsOptional() @Moment() expectedAt?: SoapMoment;
  @Description('Who in the city has it.') @IsOptional() @Reading() agency?: SoapReading;
}

/** Reads several cases in one go: its steps know their references as `ids`. Each row needs a caseRef. */
export class SoapBatch extends SoapSteps {
  @Description('The cases in the answer: one element each. Left out: case.') @IsOptional() @Reading() case?: SoapReading;
  @Description('References in one go at most; more of them make several calls.') @IsInt() @Min(1) @Max(1000) most = 10;
}

/** Reads one case. Its steps know caseRef. */
export class SoapStatus extends SoapSnapshot {
  @Description('The calls; the last answer has the case.') @ArrayNotEmpty() @ListOf(() => SoapStep) steps!: SoapStep[];
  @Description('The case in the answer: an element.') @IsOptional() @Reading() case?: SoapReading;
  @Description('What an answer holds, be it a success or not, that says that there is no such case.')
  @IsOptional()
  @Conditions()
  notFound?: SoapCondition[];
  @Description('An answer without the element `case` means that there is none; else it is a failure.')
  @IsBoolean()
  missingIsNotFound = true;
  @Description('Several cases in one go, where the CRM can.') @IsOptional() @Nested(() => SoapBatch) batch?: SoapBatch;
}
