import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import type { ErrorEntry } from '../../georeport-error.js';

/** Contract section 6. */
@ApiSchema({ name: 'Error' })
export class ErrorModel implements ErrorEntry {
  @ApiProperty({ type: 'integer', description: 'The HTTP status.', example: 400 }) code!: number;
  @ApiProperty({ description: 'For people.', example: 'lat must be between -90 and 90' }) description!: string;
}
