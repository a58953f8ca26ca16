import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { MediaFields } from './media-fields.js';

const limits = { lat: { minimum: -90, maximum: 90 }, long: { minimum: -180, maximum: 180 } };

/** Contract section 10.2. */
@ApiSchema({ name: 'NewReport' })
export class NewReportModel extends MediaFields {
  @ApiPropertyOptional({ description: 'Required, here, as `Authorization: Bearer KEY`, or in the query.' }) api_key?: string;
  @ApiPropertyOptional({ description: 'Where one address serves several cities.' }) jurisdiction_id?: string;
  @ApiProperty({ example: 'SIDEWALK' }) service_code!: string;
  @ApiPropertyOptional({ ...limits.lat, example: 42.3601, description: 'WGS84 degrees; lat and long come together.' })
  lat?: number;
  @ApiPropertyOptional({ ...limits.long, example: -71.0589 }) long?: number;
  @ApiPropertyOptional({ description: 'The most specific part first.' }) address_string?: string;
  @ApiPropertyOptional({ description: 'Id in the city’s register of addresses.' }) address_id?: string;
  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' } }] },
    description:
      'Answers to the questions of the service: in a form `attribute[CODE]=value`, several as `attribute[CODE][]=a&attribute[CODE][]=b`. Codes that are no question are kept.',
  })
  attribute?: Record<string, string | string[]>;
  @ApiPropertyOptional({ maxLength: 4000, description: 'Plain text.' }) description?: string;
  @ApiPropertyOptional() email?: string;
  @ApiPropertyOptional() phone?: string;
  @ApiPropertyOptional() first_name?: string;
  @ApiPropertyOptional() last_name?: string;
  @ApiPropertyOptional({ description: '`deviceid` is read too.' }) device_id?: string;
  @ApiPropertyOptional() account_id?: string;
}
