import { IsIn, IsOptional } from 'class-validator';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { RestFileSend } from './file-send-settings.js';
import { METHODS } from './send-settings.js';
import { RestStepFind } from './step-find-settings.js';
import { RestUpload } from './upload-settings.js';

const IN_ATTACHMENT = ['caseRef', 'picture', 'idempotencyKey'];

export class RestAttachmentFind extends RestStepFind {
  @IsLiquidTemplate([...IN_ATTACHMENT, 'page']) path!: string;
  @IsLiquidRecord([...IN_ATTACHMENT, 'page']) query: Record<string, string> = {};
}

export class RestAttachment extends RestFileSend {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'POST';
  @IsLiquidTemplate([...IN_ATTACHMENT, 'token']) path!: string;
  @IsLiquidRecord([...IN_ATTACHMENT, 'token']) query: Record<string, string> = {};
  @Description('A call before, where files are uploaded first and then referred to.')
  @IsOptional()
  @Nested(() => RestUpload)
  upload?: RestUpload;
  @Description('How to look for a picture. Left out: a person decides when an answer was lost.')
  @IsOptional()
  @Nested(() => RestAttachmentFind)
  find?: RestAttachmentFind;
}
