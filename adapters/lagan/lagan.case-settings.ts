import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { IsLiquidRecord, IsLiquidTemplate } from '../../src/adapter-kit/liquid.js';
import { Description, Nested, RecordOf } from '../../src/adapter-kit/settings-shape.js';
import { EFORM_VARIABLES, TEMPLATE_VARIABLES } from './lagan.texts.js';

const INT_MAX = 2_147_483_647;
const INT_MIN = -2_147_483_648;

/** What becomes of a report when something that comes with the case, but not the case itself, is refused. */
export type WhenRefused = 'stop' | 'skip';

/** Which answers of a resident go into the case's form. */
export class LaganForm {
  @Description('Name of the case form; left out where the site has only one.')
  @IsOptional()
  @IsString()
  @MaxLength(100)
  name?: string;
  @Description('Attribute code to form field key, as { DEPTH: hole_depth }.') @RecordOf(() => String) fields: Record<
    string,
    string
  > = {};
}

/** An eform on the case: attached by the name of its definition, then filled in by the name of its form. */
export class LaganEform {
  @Description('Name of the eform definition, such as Open311 Report Definition.')
  @IsString()
  @Matches(/\S/)
  @MaxLength(100)
  definition!: string;
  @Description('Name of the form in it, such as open311Report; left out: the same as the definition.')
  @IsOptional()
  @IsString()
  @Matches(/\S/)
  @MaxLength(100)
  form?: string;
  @Description('ContentRepositoryVersion, where the site tells versions of a form apart.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @MaxLength(50)
  version?: string;
  @Description('Attribute code to field name, as { DEPTH: txtDepth }.') @RecordOf(() => String) fields: Record<string, string> =
    {};
  @Description('Field name to Liquid, as { txtEasting: "{{ x }}" }. Empty ones are left out.')
  @IsLiquidRecord(EFORM_VARIABLES)
  values: Record<string, string> = {};
  @Description('When the eform is refused: stop (a dead letter; sent again, it goes on there) or skip (the case stays without).')
  @IsIn(['stop', 'skip'])
  whenRefused: WhenRefused = 'stop';
}

/** A property, a street or an object of the site's own that the case is about. */
export class LaganObject {
  @Description('Such as D3 (property), D4 (street) or the number of an extension object.')
  @IsString()
  @Matches(/\S/)
  type!: string;
  @Description("Liquid; the CRM's own reference of it, not the gazetteer's. Renders it nothing, the case goes without.")
  @IsLiquidTemplate(TEMPLATE_VARIABLES)
  reference = '{{ addressId }}';
  @Description('Liquid.') @IsLiquidTemplate(TEMPLATE_VARIABLES) description = '{{ address }}';
}

/** How a request of one service becomes a case. */
export class LaganCase {
  @Description('ClassificationEventCode, such as 4000041.') @IsInt() @Min(INT_MIN) @Max(INT_MAX) eventCode!: number;
  @Description('Queue the case is put in; left out: the one of the classification.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  queue?: string;
  @Description('Priority as the site numbers it.') @IsOptional() @IsInt() @Min(0) @Max(INT_MAX) priority?: number;
  @Description('Fields of the case form. Answers that no field takes stand in the description.')
  @IsOptional()
  @Nested(() => LaganForm)
  form?: LaganForm;
  @Description('An eform that is attached to the case once it is made.')
  @IsOptional()
  @Nested(() => LaganEform)
  eform?: LaganEform;
  @Description('What the case is about.') @IsOptional() @Nested(() => LaganObject) object?: LaganObject;
}

/** Our id on the case, as a reference that people and searches in the CRM find it by. */
export class LaganExternalReference {
  @Description('Linkage, where the site wants one.') @IsOptional() @IsString() @Matches(/\S/) linkage?: string;
  @Description('When the reference is refused: stop (a dead letter; sent again, it goes on there) or skip.')
  @IsIn(['stop', 'skip'])
  whenRefused: WhenRefused = 'skip';
}
