import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'Endpoint' })
export class EndpointModel {
  @ApiProperty({ enum: ['http://wiki.open311.org/GeoReport_v2'] }) specification!: string;
  @ApiProperty({ description: 'Base of every other resource, without a trailing slash.' }) url!: string;
  @ApiProperty({ format: 'date-time' }) changeset!: string;
  @ApiProperty({ enum: ['production', 'test'] }) type!: string;
  @ApiProperty({ type: [String], description: 'MIME types.' }) formats!: string[];
}

/** Contract section 7. */
@ApiSchema({ name: 'Discovery' })
export class DiscoveryModel {
  @ApiProperty({ format: 'date-time', description: 'Moves when services or definitions change.' }) changeset!: string;
  @ApiProperty({ description: 'Who answers questions.' }) contact!: string;
  @ApiProperty({ description: 'How to get an api_key.' }) key_service!: string;
  @ApiProperty({ type: [EndpointModel] }) endpoints!: EndpointModel[];
}
