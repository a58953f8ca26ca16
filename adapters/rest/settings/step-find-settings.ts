import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';

/** How to look for a note or a file after a lost answer. */
export abstract class RestStepFind {
  abstract path: string;
  abstract query: Record<string, string>;
  @Description('What is on the case, out of {status, headers, body}.') @IsJsonataExpression() list!: string;
  @Description('True for the one sought, out of one of them; knows $note or $picture, $caseRef and $idempotencyKey.')
  @IsJsonataExpression()
  matches!: string;
}
