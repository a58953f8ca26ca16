import { IsIn, IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { METHODS, RestWrite } from './send-settings.js';
import { RestStepFind } from './step-find-settings.js';

export const IN_NOTE = ['caseRef', 'note', 'idempotencyKey'];

export class RestNoteFind extends RestStepFind {
  @IsLiquidTemplate([...IN_NOTE, 'page']) path!: string;
  @IsLiquidRecord([...IN_NOTE, 'page']) query: Record<string, string> = {};
}

export class RestNote extends RestWrite {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'POST';
  @IsLiquidTemplate(IN_NOTE) path!: string;
  @IsLiquidRecord(IN_NOTE) query: Record<string, string> = {};
  @Description('What to send, out of {caseRef, note, idempotencyKey}.') @IsJsonataExpression() body!: string;
  @Description('How to look for a note. Left out: a person decides when an answer was lost.')
  @IsOptional()
  @Nested(() => RestNoteFind)
  find?: RestNoteFind;
}
