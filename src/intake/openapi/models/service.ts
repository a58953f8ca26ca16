import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { DATATYPES, type Datatype, SERVICE_TYPES, type ServiceType } from '../../../domain/service.js';

/** Contract section 8. */
@ApiSchema({ name: 'Service' })
export class ServiceModel {
  @ApiProperty({ example: 'POTHOLE' }) service_code!: string;
  @ApiProperty({ example: 'Pothole' }) service_name!: string;
  @ApiProperty() description!: string;
  @ApiProperty({ description: 'Whether there are questions to ask.' }) metadata!: boolean;
  @ApiProperty({ enum: SERVICE_TYPES, description: 'A POST returns an id (realtime), a token (batch), or neither (blackbox).' })
  type!: ServiceType;
  @ApiProperty({ description: 'Commas between, without blanks.', example: 'road,hole,asphalt' }) keywords!: string;
  @ApiProperty({ description: 'Empty where there is none.' }) group!: string;
  @ApiPropertyOptional({ type: [String], description: 'All groups, where there are two or more.' }) groups?: string[];
}

@ApiSchema({ name: 'AttributeValue' })
export class AttributeValueModel {
  @ApiProperty({ description: 'What to send.' }) key!: string;
  @ApiProperty({ description: 'What to show.' }) name!: string;
}

@ApiSchema({ name: 'Attribute' })
export class AttributeModel {
  @ApiProperty({ description: 'False: only a text to show, in `description`.' }) variable!: boolean;
  @ApiProperty({ description: 'Goes into `attribute[CODE]`.' }) code!: string;
  @ApiProperty({ enum: DATATYPES }) datatype!: Datatype;
  @ApiProperty() required!: boolean;
  @ApiProperty({ description: 'How to answer; may be empty.' }) datatype_description!: string;
  @ApiProperty({ type: 'integer', minimum: 1 }) order!: number;
  @ApiProperty({ description: 'The question.' }) description!: string;
  @ApiPropertyOptional({ type: [AttributeValueModel], description: 'For the two list types only.' })
  values?: AttributeValueModel[];
  @ApiPropertyOptional({
    enum: ['server_set', 'hidden_field'],
    description: 'Filled by the client’s own software, not by a person.',
  })
  automated?: string;
}

/** Contract section 9. */
@ApiSchema({ name: 'ServiceDefinition' })
export class ServiceDefinitionModel {
  @ApiProperty() service_code!: string;
  @ApiProperty({ type: [AttributeModel] }) attributes!: AttributeModel[];
  @ApiPropertyOptional({ description: 'With extensions=true.' }) active?: boolean;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'With extensions=true.' }) notice?: string | null;
  @ApiPropertyOptional({ format: 'date-time', description: 'With extensions=true.' }) updated_at?: string;
}
