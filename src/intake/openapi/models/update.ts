import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { DETAILED_STATUSES } from '../../../domain/service-request.js';
import { POSTED_STATUSES } from '../../new-update.js';
import { MediaFields } from './media-fields.js';

/** Contract section 16.1. */
@ApiSchema({ name: 'Update' })
export class UpdateModel {
  @ApiProperty({ description: 'Unique for ever.' }) update_id!: string;
  @ApiProperty() service_request_id!: string;
  @ApiProperty({ enum: Object.keys(DETAILED_STATUSES) }) status!: string;
  @ApiProperty({ format: 'date-time', description: 'When it became public here.' }) updated_datetime!: string;
  @ApiProperty({ type: String, nullable: true }) description!: string | null;
  @ApiProperty({
    oneOf: [
      { type: 'string', nullable: true },
      { type: 'array', items: { type: 'string' } },
    ],
    description: 'A list where there are several.',
  })
  media_url!: string | string[] | null;
  @ApiPropertyOptional() external_status_code?: string;
  @ApiPropertyOptional() customer_reference?: string;
  @ApiPropertyOptional() fixmystreet_id?: string;
}

const FLAG = { enum: ['TRUE', 'FALSE'] };

/** Contract section 16.2. */
@ApiSchema({ name: 'NewUpdate' })
export class NewUpdateModel extends MediaFields {
  @ApiPropertyOptional({ description: 'Required, here, as `Authorization: Bearer KEY`, or in the query.' }) api_key?: string;
  @ApiPropertyOptional({ description: 'Where one address serves several cities.' }) jurisdiction_id?: string;
  @ApiProperty() service_request_id!: string;
  @ApiPropertyOptional({ description: 'The client’s own number of the report.' }) service_request_id_ext?: string;
  @ApiProperty({ description: 'The client’s own id of the update.' }) update_id!: string;
  @ApiProperty({ enum: POSTED_STATUSES, description: 'In either case.' }) status!: string;
  @ApiProperty({ example: '2026-03-02T08:15:30Z' }) updated_datetime!: string;
  @ApiProperty({ maxLength: 4000 }) description!: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    description: 'In a form `attribute[CODE]=value`.',
  })
  attribute?: Record<string, string | string[]>;
  @ApiPropertyOptional({ description: '`-` for none.' }) title?: string;
  @ApiPropertyOptional({ description: '`-` for none.' }) first_name?: string;
  @ApiPropertyOptional({ description: '`-` for none.' }) last_name?: string;
  @ApiPropertyOptional() email?: string;
  @ApiPropertyOptional() phone?: string;
  @ApiPropertyOptional() account_id?: string;
  @ApiPropertyOptional(FLAG) public_anonymity_required?: string;
  @ApiPropertyOptional(FLAG) email_alerts_requested?: string;
}

@ApiSchema({ name: 'AcceptedUpdate' })
export class AcceptedUpdateModel {
  @ApiProperty({ description: 'Ours; GET tokens knows it.' }) update_id!: string;
  @ApiPropertyOptional() account_id?: string;
}
