import { ApiPropertyOptional } from '@nestjs/swagger';

const texts = { type: 'array', items: { type: 'string' } } as const;

/** How pictures come with a report or an update (contract section 15.6); file parts are told apart, for only a form has them. */
export class MediaFields {
  @ApiPropertyOptional({
    ...texts,
    description: 'Absolute http or https address of a picture, which is fetched later. May be repeated.',
  })
  media_url?: string[];
  @ApiPropertyOptional({ ...texts, description: 'A picture in Base64, where no file part can be sent.' }) media?: string[];
}
