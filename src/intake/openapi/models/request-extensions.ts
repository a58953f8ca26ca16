import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** Contract section 15.4. */
@ApiSchema({ name: 'ExtendedAttributes' })
export class ExtendedAttributesModel {
  @ApiProperty({ enum: ['PENDING', 'RECEIVED', 'IN_PROCESS', 'PROCESSED', 'REJECTED', 'ARCHIVED'] }) detailed_status!: string;
  @ApiProperty({ type: [String], description: 'All pictures.' }) media_urls!: string[];
  @ApiPropertyOptional({ description: 'The request whose case goes on in place of this one’s.' })
  parent_service_request_id?: string;
}

@ApiSchema({ name: 'Answer' })
export class AnswerModel {
  @ApiProperty({ description: 'The question.' }) label!: string;
  @ApiProperty() name!: string;
  @ApiProperty() code!: string;
  @ApiProperty() value!: string;
}

@ApiSchema({ name: 'Note' })
export class NoteModel {
  @ApiProperty({ format: 'date-time' }) datetime!: string;
  @ApiProperty({ enum: ['submitted', 'opened', 'activity', 'closed'] }) type!: string;
  @ApiProperty({ type: String, nullable: true }) description!: string | null;
  @ApiProperty() summary!: string;
}

/** What `extensions=true` adds to a request. */
export class RequestExtensions {
  @ApiPropertyOptional({ type: ExtendedAttributesModel, description: 'With extensions=true.' })
  extended_attributes?: ExtendedAttributesModel;
  @ApiPropertyOptional({ type: [AnswerModel], description: 'With extensions=true: answers that were chosen, not typed.' })
  attributes?: AnswerModel[];
  @ApiPropertyOptional({ type: [NoteModel], description: 'With extensions=true: what happened, oldest first.' })
  notes?: NoteModel[];
}
