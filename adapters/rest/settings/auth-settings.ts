import { IsIn, IsNotEmpty, IsString, Matches, ValidateIf } from 'class-validator';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { HEADER_NAME } from './send-settings.js';

const AUTH_KINDS = ['none', 'basic', 'bearer', 'apiKey'] as const;

const forKind =
  (...kinds: string[]) =>
  ({ kind }: RestAuth) =>
    kinds.includes(kind);

/** Who we are to the CRM. Keys of another kind are ignored. */
export class RestAuth {
  @Description('How the CRM knows us.') @IsIn(AUTH_KINDS) kind!: (typeof AUTH_KINDS)[number];
  @ValidateIf(forKind('basic')) @IsString() @IsNotEmpty() username?: string;
  @ValidateIf(forKind('basic')) @IsString() password?: string;
  @Description('For bearer.')
  @ValidateIf(forKind('bearer'))
  @Matches(/^[\x21-\x7e]+$/, { message: 'token must be visible ASCII' })
  token?: string;
  @Description('For apiKey: the name of its header.') @ValidateIf(forKind('apiKey')) @Matches(HEADER_NAME) header?: string;
  @Description('For apiKey: the whole value of the header.')
  @ValidateIf(forKind('apiKey'))
  @Matches(/^[\x20-\x7e]+$/, { message: 'value must be printable ASCII' })
  value?: string;
}
