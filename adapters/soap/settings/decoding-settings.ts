import { ArrayNotEmpty, IsArray, IsBoolean, IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { Reading, Readings, type SoapReading } from './reading-settings.js';

/** How a CSV is written (RFC 4180, and what else there is). */
export class SoapCsvForm {
  @Description('What stands between two cells; one character, or several.') @IsString() @Length(1, 4) delimiter = ',';
  @Description('What may stand round a cell.') @IsString() @Length(1, 1) quote = '"';
  @Description('Names of the columns. Left out: the first line has them.')
  @IsOptional()
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  columns?: string[];
  @Description('Lines before the first one that counts.') @IsInt() @Min(0) @Max(1000) skipLines = 0;
}

/** Texts that are CSV. */
export class SoapCsv extends SoapCsvForm {
  @Description('The elements with such texts: each gets children `row`, with one element for each cell.')
  @Reading()
  in!: SoapReading;
}

/** What is done to an answer before anything is read in it, in this order. Multipart answers and diffgrams are opened without being told. */
export class SoapDecoding {
  @Description('Elements that only refer to another (href or ref to id, as Axis writes them) are replaced by it.')
  @IsBoolean()
  references = false;
  @Description('Texts that are something else in base64: they become what that is, read by its own charset.')
  @Readings()
  base64: SoapReading[] = [];
  @Description(
    'Texts that are XML documents: each becomes the children of its element. In order, so that one may lie in another. Other texts stay.',
  )
  @Readings()
  documents: SoapReading[] = [];
  @Description('Texts that are CSV.') @IsOptional() @Nested(() => SoapCsv) csv?: SoapCsv;
}
