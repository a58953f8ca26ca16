import { IsIn, IsNotEmpty, IsOptional, IsString, Matches, ValidateIf } from 'class-validator';
import { IsJsonataExpression } from '../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../src/adapter-kit/settings-shape.js';

export const METHODS = ['POST', 'PUT', 'PATCH'] as const;
export const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;
const IN_NOTE = ['caseRef', 'note', 'idempotencyKey'];
const IN_ATTACHMENT = ['caseRef', 'picture', 'idempotencyKey'];
const IN_UPDATE = ['caseRef', 'change', 'idempotencyKey'];

/** One write. */
export abstract class RestSend {
  abstract method: (typeof METHODS)[number];
  abstract path: string;
  abstract query: Record<string, string>;
  @Description('Header that carries the idempotency key.') @IsOptional() @Matches(HEADER_NAME) idempotencyHeader?: string;
  @Description('When it was done, out of {status, headers, body}. Left out: any 2xx.')
  @IsOptional()
  @IsJsonataExpression()
  success?: string;
}

/** How to look for a note or a file after a lost answer. */
export abstract class RestStepFind {
  abstract path: string;
  abstract query: Record<string, string>;
  @Description('What is on the case, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('True for the one sought, out of one of them; knows $note or $picture, $caseRef and $idempotencyKey.')
  @IsJsonataExpression()
  matches!: string;
}

export class RestNoteFind extends RestStepFind {
  @IsLiquidTemplate(IN_NOTE) path!: string;
  @IsLiquidRecord(IN_NOTE) query: Record<string, string> = {};
}

export class RestNote extends RestSend {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'POST';
  @IsLiquidTemplate(IN_NOTE) path!: string;
  @IsLiquidRecord(IN_NOTE) query: Record<string, string> = {};
  @Description('The JSON to send, out of {caseRef, note, idempotencyKey}.') @IsJsonataExpression() body!: string;
  @Description('How to look for a note. Left out: a person decides when an answer was lost.')
  @IsOptional()
  @Nested(() => RestNoteFind)
  find?: RestNoteFind;
}

export class RestAttachmentFind extends RestStepFind {
  @IsLiquidTemplate(IN_ATTACHMENT) path!: string;
  @IsLiquidRecord(IN_ATTACHMENT) query: Record<string, string> = {};
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

export class RestUpdate extends RestSend {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'PATCH';
  @IsLiquidTemplate(IN_UPDATE) path!: string;
  @IsLiquidRecord(IN_UPDATE) query: Record<string, string> = {};
  @Description('The JSON to send, out of {caseRef, change, idempotencyKey}. Nothing: the CRM does not follow this status.')
  @IsJsonataExpression()
  body!: string;
}
