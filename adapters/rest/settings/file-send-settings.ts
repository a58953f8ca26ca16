import { IsIn, IsNotEmpty, IsOptional, IsString, Matches, ValidateIf } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { BODY_FORMS, CONTENT_TYPE, RestSend } from './send-settings.js';

const FILE_FORMS = [...BODY_FORMS, 'bytes'] as const;
/** The picture goes beside the body, or instead of it. */
const WITHOUT_BODY = ['multipart', 'bytes'];

/** A write that a picture goes with. */
export abstract class RestFileSend extends RestSend {
  @Description(
    'multipart: a form with a file. bytes: the file itself. Others: what body gives, written so, with the picture in base64 or not at all.',
  )
  @IsIn(FILE_FORMS)
  sendAs: (typeof FILE_FORMS)[number] = 'multipart';
  @Description("For bytes and others, instead of the picture's own content type or of the one that goes with sendAs.")
  @IsOptional()
  @Matches(CONTENT_TYPE)
  contentType?: string;
  @Description('For multipart: the field of the file.') @IsString() @IsNotEmpty() fileField = 'file';
  @Description(
    'Out of {caseRef, picture, idempotencyKey}, and token after an upload. What to send; knows content (base64). For multipart: further fields.',
  )
  @ValidateIf(({ sendAs, body }: RestFileSend) => !WITHOUT_BODY.includes(sendAs) || body !== undefined)
  @IsJsonataExpression()
  body?: string;
}
