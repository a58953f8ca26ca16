import { IsOptional } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestPaged } from './paging-settings.js';

/** How to look for a note or a file after a lost answer. */
export abstract class RestStepFind extends RestPaged {
  @Description('When the answer means that the case itself is not there: nobody can tell then. 404 and 410 always do.')
  @IsOptional()
  @IsJsonataExpression()
  gone?: string;
  @Description('True for the one sought, out of one of them; knows $note or $picture, $caseRef and $idempotencyKey.')
  @IsJsonataExpression()
  matches!: string;
}
