import { IsBoolean } from 'class-validator';
import { Description } from '../../../src/adapter-kit/settings-shape.js';
import { Readings, type SoapReading } from './reading-settings.js';

/** What is done to an answer before anything is read in it. */
export class SoapDecoding {
  @Description(
    'Texts that are XML documents: each becomes the children of its element. In order, so that one may lie in another.',
  )
  @Readings()
  documents: SoapReading[] = [];
  @Description('Elements that only refer to another (href to id, as Axis writes them) are replaced by it.')
  @IsBoolean()
  references = false;
}
