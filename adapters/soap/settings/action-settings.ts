import { ArrayNotEmpty, IsBoolean, IsNotEmpty, IsOptional, IsString, Matches } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description, ListOf, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { Conditions, NamedReadings, Reading, type SoapCondition, type SoapReading } from './reading-settings.js';
import { IsText, IsTextRecord } from './text-rules.js';

/** One call of several. */
export class SoapStep {
  @Description('Its name among the steps: later ones know its values as steps.NAME.VALUE. Left out: the operation.')
  @IsOptional()
  @Matches(/^[A-Za-z]\w*$/)
  name?: string;
  @Description('The operation.') @IsString() @IsNotEmpty() operation!: string;
  @Description('Whether it is needed: JSONata over all that templates know.') @IsOptional() @IsJsonataExpression() when?: string;
  @Description('Texts made for this call, known as values.NAME; Liquid.') @IsTextRecord() values: Record<string, string> = {};
  @Description(
    'It makes the case, and what comes after it never repeats it. Left out: the first one that caseRef names, else the last write.',
  )
  @IsOptional()
  @IsBoolean()
  makesCase?: boolean;
  @Description('May be done twice without harm: when its answer is lost it is simply done again.') @IsBoolean() repeatable =
    false;
  @Description('When it fails for good, that is a warning, and the rest goes on.') @IsBoolean() optional = false;
  @Description('Operation to call instead when the CRM says that our time or order is wrong.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  onOrder?: string;
}

export abstract class SoapSteps {
  @Description('The calls, one after another. What a write brought is kept, so that a retry goes on where it stopped.')
  @ArrayNotEmpty()
  @ListOf(() => SoapStep)
  steps!: SoapStep[];
}

/** A harmless read that needs our credentials. */
export class SoapCheck extends SoapSteps {}

export class SoapCreate extends SoapSteps {
  @Description('The reference; Liquid over steps: {{ steps.create.id }}. It must give something.') @IsText() caseRef!: string;
  @Description('The reference where the CRM says that it has our case already; Liquid. Left out: caseRef.')
  @IsOptional()
  @IsText()
  existing?: string;
}

/** Finds the case of a request after a lost answer. The last step's answer has the cases. */
export class SoapFind extends SoapSteps {
  @Description('The cases in the answer: one element each.') @Reading() list!: SoapReading;
  @Description(
    'Whether one of them is ours: JSONata over {case, request, idempotencyKey, since, location}, case being what is in values.',
  )
  @IsJsonataExpression()
  matches!: string;
  @Description('What is read from each case, for matches and caseRef, by name.') @NamedReadings() values: Record<
    string,
    SoapReading
  > = {};
  @Description('Its reference: Liquid over case.') @IsText() caseRef!: string;
  @Description('These cases only may be it: a person, or the policy adopt-nearest, decides.') @IsBoolean() candidates = false;
  @Description('For candidates, names of values: when it was made (ISO 8601, UTC without a zone).')
  @IsOptional()
  @IsString()
  createdAt?: string;
  @Description('For candidates, names of values: degrees, or the grid of coordinates.') @IsOptional() @IsString() x?: string;
  @IsOptional() @IsString() y?: string;
  @Description('For candidates: whether it is of the kind that this request makes; JSONata over {case, request}.')
  @IsOptional()
  @IsJsonataExpression()
  sameService?: string;
  @Description('What the answer holds when there is none. Left out: that nothing is found is enough.')
  @IsOptional()
  @Conditions()
  none?: SoapCondition[];
}

export class SoapStepFind extends SoapSteps {
  @Description('What is on the case: one element each.') @Reading() list!: SoapReading;
  @NamedReadings() values: Record<string, SoapReading> = {};
  @Description('What the answer holds when there is none. Left out: that nothing is found is enough.')
  @IsOptional()
  @Conditions()
  none?: SoapCondition[];
  @Description('What the answer says when the CRM does not know the case: then nobody can tell.')
  @IsOptional()
  @Conditions()
  noCase?: SoapCondition[];
  @Description('Whether one of them is ours: JSONata over {item, note, picture, caseRef, idempotencyKey}.')
  @IsJsonataExpression()
  matches!: string;
}

export class SoapNote extends SoapSteps {
  @Description('How to look for a note after a lost answer.') @IsOptional() @Nested(() => SoapStepFind) find?: SoapStepFind;
}

/** A resident's word on the status. Has to be harmless when it comes twice. */
export class SoapUpdate extends SoapSteps {}

/** What the bridge asks for, in the CRM's operations. What is left out the connection can't do. */
export class SoapActions {
  @Nested(() => SoapCheck) check!: SoapCheck;
  @Nested(() => SoapCreate) create!: SoapCreate;
  @IsOptional() @Nested(() => SoapFind) find?: SoapFind;
  @IsOptional() @Nested(() => SoapNote) note?: SoapNote;
  @IsOptional() @Nested(() => SoapUpdate) update?: SoapUpdate;
}
