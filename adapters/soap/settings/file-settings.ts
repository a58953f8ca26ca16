import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { HttpSettings } from '../../../src/adapter-kit/http/http-settings.js';
import { IsPattern } from '../../../src/adapter-kit/pattern.js';
import { Description, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { SoapCsvForm } from './decoding-settings.js';
import { SoapHttpAuth } from './message-settings.js';
import { IsTextList } from './text-rules.js';

/** Files with changes. What is read once comes again: the bridge drops what it knows already. */
export class SoapFiles {
  @Description('Addresses; Liquid that knows from, to, credentials and tables.') @IsOptional() @IsTextList() urls?: string[];
  @Description('Instead: a folder that the files are put into. Those written since the window began are read, oldest first.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  folder?: string;
  @Description('For a folder: which names count, a regular expression.') @IsPattern() names = '.*';
  @Description('A file for each day, in the zone of the window: from and to are that day, at 00:00 and 24:00.')
  @IsBoolean()
  eachDay = false;
  @Description('An address without a file (404) means that there is none yet; else it is a failure.') @IsBoolean() mayBeMissing =
    true;
  @IsIn(['csv', 'xml']) format: 'csv' | 'xml' = 'csv';
  @Nested(() => SoapCsvForm) csv: SoapCsvForm = new SoapCsvForm();
  @Description('Encoding, where nothing in the file or its answer says so.') @IsOptional() @IsString() charset?: string;
  @Description('How HTTP is spoken there: certificates, proxy, limits.') @Nested(() => HttpSettings) http: HttpSettings =
    new HttpSettings();
  @Nested(() => SoapHttpAuth) auth: SoapHttpAuth = new SoapHttpAuth();
  @Description('Bytes of one file at most.') @IsInt() @Min(1) @Max(500_000_000) maxBytes = 20_000_000;
}
