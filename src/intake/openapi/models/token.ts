import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

/** Contract section 11. */
@ApiSchema({ name: 'Token' })
export class TokenModel {
  @ApiPropertyOptional({ description: 'Left out while it is not known.' }) service_request_id?: string;
  @ApiProperty() token!: string;
}
