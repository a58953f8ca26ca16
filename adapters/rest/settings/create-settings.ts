import { IsIn, IsInt, IsOptional, Max, Min, ValidateBy } from 'class-validator';
import { IsJsonataExpression } from '../../../src/adapter-kit/jsonata.js';
import { IsLiquidRecord, IsLiquidTemplate } from '../../../src/adapter-kit/liquid.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { METHODS, RestWrite } from './send-settings.js';

export const IN_CREATE = ['request', 'idempotencyKey'];

/** Pictures that go along inside of the body. */
export class RestCreatePictures {
  @Description('The first so many.') @IsInt() @Min(1) @Max(50) maxFiles = 5;
  @Description(
    'Bytes of all together; in base64 they take a third more. What does not fit is left out: its address is in request.mediaUrls.',
  )
  @IsInt()
  @Min(1)
  @Max(7_000_000)
  maxBytes = 5_000_000;
}

export class RestCreate extends RestWrite {
  @IsIn(METHODS) method: (typeof METHODS)[number] = 'POST';
  @Description('Below baseUrl; printed values are URL-encoded.') @IsLiquidTemplate(IN_CREATE) path!: string;
  @IsLiquidRecord(IN_CREATE) query: Record<string, string> = {};
  @Description(
    'For a CRM that takes files with the case or not at all: body then knows pictures, each with its content in base64.',
  )
  @IsOptional()
  @Nested(() => RestCreatePictures)
  pictures?: RestCreatePictures;
  @Description('What to send, out of {request, idempotencyKey, pictures}.') @IsJsonataExpression() body!: string;
  @Description("The case's reference, out of {status, headers, body}.") @IsJsonataExpression() caseRef!: string;
  @Description('Where an answer of the kind exists names the case. Nothing there, or left out: it is looked for.')
  @IsOptional()
  @IsJsonataExpression()
  existing?: string;
}

/** Settings decorator for calls that attach files: the same picture would get to the CRM twice. */
export function NotWithPictures(): PropertyDecorator {
  return ValidateBy({
    name: 'notWithPictures',
    validator: {
      validate: (_value, given) => (given?.object as { create?: RestCreate } | undefined)?.create?.pictures === undefined,
      defaultMessage: () => 'attachment and create.pictures would each send every picture: leave one of them out',
    },
  });
}
