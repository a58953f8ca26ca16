import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { RequestStatus } from '../../../domain/service-request.js';
import { RequestExtensions } from './request-extensions.js';

const text = { type: String, nullable: true } as const;
const date = { format: 'date-time', description: 'UTC, whole seconds.' } as const;

/** Contract section 12.2: all keys are always there. */
@ApiSchema({ name: 'Request' })
export class RequestModel extends RequestExtensions {
  @ApiProperty({ example: '26-00000042' }) service_request_id!: string;
  @ApiProperty({ enum: ['open', 'closed'] }) status!: RequestStatus;
  @ApiProperty({ ...text, description: 'Why the status is as it is.' }) status_notes!: string | null;
  @ApiProperty() service_name!: string;
  @ApiProperty() service_code!: string;
  @ApiProperty({ ...text, description: 'What the resident wrote.' }) description!: string | null;
  @ApiProperty(text) agency_responsible!: string | null;
  @ApiProperty(text) service_notice!: string | null;
  @ApiProperty(date) requested_datetime!: string;
  @ApiProperty(date) updated_datetime!: string;
  @ApiProperty({ ...text, format: 'date-time' }) expected_datetime!: string | null;
  @ApiProperty(text) address!: string | null;
  @ApiProperty(text) address_id!: string | null;
  @ApiProperty(text) zipcode!: string | null;
  @ApiProperty({ type: Number, nullable: true }) lat!: number | null;
  @ApiProperty({ type: Number, nullable: true }) long!: number | null;
  @ApiProperty({ ...text, description: 'The first picture.' }) media_url!: string | null;
}
