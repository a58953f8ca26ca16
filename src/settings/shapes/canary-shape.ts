import { IsIn, IsNotEmpty, IsNumber, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { Description, RecordOf } from '../../adapter-kit/settings-shape.js';
import { DETAILED_STATUSES, type DetailedStatus } from '../../domain/service-request.js';

const MONTH_IN_MINUTES = 31 * 24 * 60;
const CLOSED = Object.entries(DETAILED_STATUSES).flatMap(([word, status]) => (status === 'closed' ? [word] : []));

/** `canary` of a connection. */
export class CanaryShape {
  @Description('Code of the service of which the test reports are.') @IsString() @IsNotEmpty() service!: string;
  @Description('How often one is sent.') @IsNumber() @Min(1) @Max(MONTH_IN_MINUTES) everyMinutes = 60;
  @Description('A round trip that takes longer is late, and told of.')
  @IsNumber()
  @Min(0.1)
  @Max(MONTH_IN_MINUTES)
  deadlineMinutes = 15;
  @Description('What it says: whoever finds it in the CRM should know what it is.')
  @IsString()
  @IsNotEmpty()
  @MaxLength(4000)
  description = 'Test report of open311-bridge: there is nothing to do. It is closed by itself.';
  @Description('With long; or address.') @IsOptional() @IsNumber() @Min(-90) @Max(90) lat?: number;
  @IsOptional() @IsNumber() @Min(-180) @Max(180) long?: number;
  @IsOptional() @IsString() @IsNotEmpty() address?: string;
  @Description("Answers to the service's questions, by their codes.") @RecordOf(() => String) attributes: Record<string, string> =
    {};
  @Description(
    'What the CRM is told so that it closes the case, in the words of updates; one that the settings of the adapter know. none: it stays open there.',
  )
  @IsIn([...CLOSED, 'none'])
  closeAs: DetailedStatus | 'none' = 'fixed';
}
