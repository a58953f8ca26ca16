import { ArrayNotEmpty, IsOptional } from 'class-validator';
import { Description, ListOf, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { SoapStep, SoapSteps } from './action-settings.js';
import { SoapPages } from './polling-settings.js';
import { Conditions, Reading, type SoapCondition, type SoapReading } from './reading-settings.js';

/** What can be chosen, for the two list types. */
export class SoapChoices {
  @Description('The choices, in the question: one element each.') @Reading() list!: SoapReading;
  @Reading() key!: SoapReading;
  @Description('What residents read. Left out: the key.') @IsOptional() @Reading() name?: SoapReading;
}

/** Where services only name their questions, and the answer describes each once. */
export class SoapDefinitions {
  @Description('The questions described, anywhere in the answer: one element each.') @Reading() list!: SoapReading;
  @Description('The code by which services name it.') @Reading() code!: SoapReading;
}

/** The questions of a service. All but the steps reads one of the list. */
export class SoapQuestions {
  @Description('Calls made for each service, which know its code as service.code. Left out: the questions stand in its element.')
  @IsOptional()
  @ArrayNotEmpty()
  @ListOf(() => SoapStep)
  steps?: SoapStep[];
  @Description("The questions, in the service's element, or in the last answer of the steps: one element each.")
  @Reading()
  list!: SoapReading;
  @Description("What is read of a question is looked for in its definition where its own element doesn't say it.")
  @IsOptional()
  @Nested(() => SoapDefinitions)
  definitions?: SoapDefinitions;
  @Reading() code!: SoapReading;
  @Description('The question itself. Left out: its code.') @IsOptional() @Reading() description?: SoapReading;
  @Description("GeoReport's: string, text, number, datetime, singlevaluelist, multivaluelist; by a table. Left out: string.")
  @IsOptional()
  @Reading()
  datatype?: SoapReading;
  @Description('What holds of a question that must be answered. Left out: none must.')
  @IsOptional()
  @Conditions()
  required?: SoapCondition[];
  @Description('A hint how to answer.') @IsOptional() @Reading() datatypeDescription?: SoapReading;
  @IsOptional() @Nested(() => SoapChoices) values?: SoapChoices;
}

/** Where services stand inside of elements that are their groups. */
export class SoapGroups {
  @Description('The groups in the answer: one element each. The services are then looked for inside of each.')
  @Reading()
  list!: SoapReading;
  @Description('The name of the group.') @Reading() name!: SoapReading;
}

/** The kinds of case that the CRM takes, for `open311-bridge catalogue`. The last answer of the steps has them; they know `page`. */
export class SoapServices extends SoapSteps {
  @Description('The services: one element each.') @Reading() list!: SoapReading;
  @IsOptional() @Nested(() => SoapGroups) groups?: SoapGroups;
  @IsOptional() @Nested(() => SoapPages) pages?: SoapPages;
  @Description('Its code: letters, digits, _ and -. Reports of it have it as request.serviceCode.') @Reading() code!: SoapReading;
  @Description('Left out: the code.') @IsOptional() @Reading() name?: SoapReading;
  @Description('Its group, where its own element has it.') @IsOptional() @Reading() group?: SoapReading;
  @IsOptional() @Reading() description?: SoapReading;
  @Description('Words to find it by; every one that is found.') @IsOptional() @Reading() keywords?: SoapReading;
  @IsOptional() @Nested(() => SoapQuestions) attributes?: SoapQuestions;
}
