import { ArrayNotEmpty, ArrayUnique, IsArray, IsInt, Max, Min } from 'class-validator';
import { Description, RecordOf } from '../../src/adapter-kit/settings-shape.js';

const INT_MAX = 2_147_483_647;

/** Which classification events are services that the city takes over. */
export class LaganServices {
  @Description('Types of events (FWTEventType) to ask for; what each number means is the site’s own.')
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsInt({ each: true })
  @Min(-INT_MAX, { each: true })
  @Max(INT_MAX, { each: true })
  eventTypes!: number[];
  @Description('Type of event: the group under which apps list what it brings, as { "1": Streets }.')
  @RecordOf(() => String)
  groups: Record<string, string> = {};
}
