import { IsIn, IsNotEmpty, IsOptional, IsString, ValidateIf } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { METHODS, RestSend } from './send-settings.js';
import { RestStepFind } from './step-find-settings.js';

const IN_ATTACHMENT = ['caseRef', 'picture', 'idempotencyKey'];

export class RestAttachmentFind extends RestStepFind {
  @IsLiquidTemplate([...IN_ATTACHMENT, 'page']) path!: string;
  @IsLiquidRecord([...IN_ATTACHMENT, 'page']) query: Record<string, string> = {};
}

export class RestAttachment extends RestSend {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'POST';
  @IsLiquidTemplate(IN_ATTACHMENT) path!: string;
  @IsLiquidRecord(IN_ATTACHMENT) query: Record<string, string> = {};
  @Description('A form with a file (multipart/form-data), or JSON with the picture in base64.')
  @IsIn(['multipart', 'json'])
  sendAs: 'multipart' | 'json' = 'multipart';
  @Description('For multipart: the field of the file.') @IsString() @IsNotEmpty() fileField = 'file';
  @Description(
    'Out of {caseRef, picture, idempotencyKey}. For json, which also knows content (base64): the JSON to send. For multipart: further fields.',
  )
  @ValidateIf(({ sendAs, body }: RestAttachment) => sendAs === 'json' || body !== undefined)
  @IsJsonataExpression()
  body?: string;
  @Description('How to look for a picture. Left out: a person decides when an answer was lost.')
  @IsOptional()
  @Nested(() => RestAttachmentFind)
  find?: RestAttachmentFind;
}
