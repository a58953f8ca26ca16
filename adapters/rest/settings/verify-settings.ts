import { IsIn } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, RecordOf } from '../../../src/adapter-kit/settings-shape.js';
import { RestAsk } from './ask-settings.js';

const IN_VERIFY = ['caseRef', 'request', 'note', 'picture', 'change', 'idempotencyKey'];
const DIFFERENCES = ['transient', 'unavailable', 'rejected', 'misconfigured', 'unknown'] as const;

/** One thing that has to be as it was sent. */
export class RestVerifyField {
  @Description('Where it is in what was read back; knows what shouldBe knows as $note, $caseRef and so on.')
  @IsJsonataExpression()
  is!: string;
  @Description('What it has to be, out of what the body of the write knows, and caseRef. Nothing: anything will do.')
  @IsJsonataExpression()
  shouldBe!: string;
}

/** Reads back what was written, for a CRM that says yes and does nothing. */
export class RestVerify extends RestAsk {
  @IsLiquidTemplate(IN_VERIFY) path!: string;
  @IsLiquidRecord(IN_VERIFY) query: Record<string, string> = {};
  @Description('What was read back, out of {status, headers, body}.') @IsJsonataExpression() case = 'body';
  @Description('What has to be as it was sent, by a name of your own.') @RecordOf(() => RestVerifyField) fields!: Record<
    string,
    RestVerifyField
  >;
  @Description(
    'What a difference means. rejected: a person is told; transient: read back again later; unknown: looked for before it is sent again; misconfigured: the connection is held.',
  )
  @IsIn(DIFFERENCES)
  otherwise: (typeof DIFFERENCES)[number] = 'rejected';
}
