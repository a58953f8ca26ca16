import { IsOptional } from 'class-validator';
import { Nested } from '../../../src/adapter-kit/settings-shape.js';
import { SoapStepFind, SoapSteps } from './action-settings.js';

/** Hands a picture over, in one or more calls; they know `picture`. */
export class SoapAttachments extends SoapSteps {
  @IsOptional() @Nested(() => SoapStepFind) find?: SoapStepFind;
}
