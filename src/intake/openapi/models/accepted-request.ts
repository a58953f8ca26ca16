import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** Contract section 10.5. */
@ApiSchema({ name: 'AcceptedRequest' })
export class AcceptedRequestModel {
  @ApiPropertyOptional({ description: 'Realtime services only.', example: '26-00000042' }) service_request_id?: string;
  @ApiPropertyOptional({ description: 'Batch services only; GET tokens has the id.' }) token?: string;
  @ApiProperty({ type: String, nullable: true, description: 'What the city will do next.' }) service_notice!: string | null;
  @ApiProperty({ type: String, nullable: true }) account_id!: string | null;
}
