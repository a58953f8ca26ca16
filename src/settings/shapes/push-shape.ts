import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';
import { Description } from '../../adapter-kit/settings-shape.js';
import { PUSH_KINDS, type PushKind } from '../jurisdiction-settings.js';

const SECOND = 1000;
const DAY = 24 * 60 * 60 * SECOND;

/** Somebody who is told of every public update of a city. */
export class PushShape {
  @Description("webhook: JSON, signed by Standard Webhooks. fixmystreet: a form to FixMyStreet's own servicerequestupdates.xml.")
  @IsIn(PUSH_KINDS)
  kind!: PushKind;
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false, allow_fragments: false }) url!: string;
  @Description('webhook: whsec_ and 24 to 64 random bytes in base64; better a reference such as ${APP_SECRET}.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  secret?: string;
  @Description('fixmystreet: the api_key it wants.') @IsOptional() @IsString() @IsNotEmpty() apiKey?: string;
  @Description("fixmystreet: the jurisdiction_id it wants, where that is not the city's id here.")
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  jurisdictionId?: string;
  @Description('Wait before another try: a random time between these two that grows with each failure.')
  @IsInt()
  @Min(1)
  @Max(DAY)
  backoffMinMs = 5 * SECOND;
  @IsInt() @Min(1) @Max(7 * DAY) backoffMaxMs = 1_800_000;
  @Description('An update that could not be brought for this long is given up.')
  @IsInt()
  @Min(SECOND)
  @Max(365 * DAY)
  ageLimitMs = 3 * DAY;
}
