import { IsIn, IsInt, Max, Min } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { RestFileSend } from './file-send-settings.js';
import { METHODS } from './send-settings.js';

const IN_UPLOAD = ['caseRef', 'picture', 'idempotencyKey'];

/** A call that hands the file over before the one that ties it to the case. */
export class RestUpload extends RestFileSend {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'POST';
  @IsLiquidTemplate(IN_UPLOAD) path!: string;
  @IsLiquidRecord(IN_UPLOAD) query: Record<string, string> = {};
  @Description('What the CRM calls the file, out of {status, headers, body}.') @IsJsonataExpression() token!: string;
  @Description('Seconds that the token may be used.') @IsInt() @Min(0) @Max(86_400) keepSeconds = 1800;
}
