import { ArrayNotEmpty, IsArray, IsIn, IsInt, IsOptional, IsString, Min } from 'class-validator';
import { Description, ListOf, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { SoapStep, SoapStepFind } from './action-settings.js';
import { SoapFileService } from './file-service-settings.js';

/** What the CRM takes of pictures. */
export class SoapPictureLimits {
  @Description('Bytes of one picture at most.') @IsOptional() @IsInt() @Min(1) maxBytes?: number;
  @Description('Content types, such as image/jpeg.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  types?: string[];
  @Description('What becomes of others: refuse, which a person sees, or skip, which the log tells. The case stays in both cases.')
  @IsIn(['refuse', 'skip'])
  others: 'refuse' | 'skip' = 'refuse';
}

/** Pictures inside of the message that makes the case: its steps know them as `pictures`, each with fileName, contentType, size and base64. */
export class SoapInlinePictures {
  @Description('The first so many.') @IsInt() @Min(1) most = 3;
  @Description('Milliseconds to fetch one; a picture that does not come is left out, and the case is made.')
  @IsInt()
  @Min(1)
  timeoutMs = 5000;
}

/** How pictures get to the CRM: in the create, by calls of their own, or by another service. All left out: as addresses. */
export class SoapAttachments {
  @Description('Calls for each picture, which know it as `picture`; what a write brought is kept, so that no file is sent twice.')
  @IsOptional()
  @ArrayNotEmpty()
  @ListOf(() => SoapStep)
  steps?: SoapStep[];
  @Description('Instead of steps: another service over HTTP.')
  @IsOptional()
  @Nested(() => SoapFileService)
  service?: SoapFileService;
  @Description('Instead of both: inside of the message that makes the case.')
  @IsOptional()
  @Nested(() => SoapInlinePictures)
  inCreate?: SoapInlinePictures;
  @Description('How to look for a picture after a lost answer, for steps.')
  @IsOptional()
  @Nested(() => SoapStepFind)
  find?: SoapStepFind;
  @Nested(() => SoapPictureLimits) limits: SoapPictureLimits = new SoapPictureLimits();
}
