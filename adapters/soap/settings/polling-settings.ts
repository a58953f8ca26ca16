import { ArrayNotEmpty, IsArray, IsBoolean, IsIn, IsInt, IsOptional, IsString, IsTimeZone, Max, Min } from 'class-validator';
import { Description, ListOf, Nested } from '../../../src/adapter-kit/settings-shape.js';
import { SoapStep, SoapSteps } from './action-settings.js';
import { SoapFiles } from './file-settings.js';
import { Conditions, Reading, type SoapCondition, type SoapReading } from './reading-settings.js';
import { Moment, type SoapMoment, SoapSnapshot } from './status-settings.js';
import { IsDatePattern } from './text-rules.js';

export const POLLING_MODES = ['window', 'ids', 'files'] as const;
const BOUNDS = ['inclusive', 'exclusive'] as const;

/** How a window of time is put to the CRM, as `from` and `to`. */
export class SoapWindow {
  @Description('iso (in UTC), iso-local, epoch-s, epoch-ms, or a pattern such as dd/MM/yyyy HH:mm:ss.') @IsDatePattern() format =
    'iso';
  @Description("Zone of a pattern. Left out: the connection's timeZone.") @IsOptional() @IsTimeZone() zone?: string;
  @Description('Whether the CRM tells of a change at exactly from.') @IsIn(BOUNDS) fromIs: (typeof BOUNDS)[number] = 'inclusive';
  @Description('Whether the CRM tells of a change at exactly to.') @IsIn(BOUNDS) toIs: (typeof BOUNDS)[number] = 'inclusive';
  @Description('Seconds of the finest time that the format can say; an exclusive bound is moved by them.')
  @IsInt()
  @Min(1)
  @Max(86_400)
  stepSeconds = 1;
  @Description("Seconds that a window starts earlier than the bridge's sync.overlapMs makes it.")
  @IsInt()
  @Min(0)
  @Max(86_400)
  overlapSeconds = 0;
  @Description('Seconds of the widest window that the CRM takes; a wider one is asked for in parts.')
  @IsOptional()
  @IsInt()
  @Min(1)
  widestSeconds?: number;
  @Description("Seconds by which the CRM's clock is ahead; negative: behind.")
  @IsInt()
  @Min(-86_400)
  @Max(86_400)
  clockAheadSeconds = 0;
}

/** An answer in pages. Steps know the page they are asked for as `page`. */
export class SoapPages {
  @Description('offset: rows so far; number: 1, 2, 3; locator: what `next` found.') @IsIn(['offset', 'number', 'locator']) by!:
    'offset' | 'number' | 'locator';
  @Description('What `page` is on the first call. Left out: 0, 1, or nothing for a locator.')
  @IsOptional()
  @IsString()
  first?: string;
  @Description('For a locator: where the answer has the next one. Nothing there: that was the last page.')
  @IsOptional()
  @Reading()
  next?: SoapReading;
  @Description('What an answer holds when there are more pages. Left out: as many rows as `size`, or any locator.')
  @IsOptional()
  @Conditions()
  more?: SoapCondition[];
  @Description('Rows on a full page. Left out: pages go on until one is empty.') @IsOptional() @IsInt() @Min(1) size?: number;
  @Description('The calls for later pages, where they are others.')
  @IsOptional()
  @ArrayNotEmpty()
  @ListOf(() => SoapStep)
  steps?: SoapStep[];
  @Description('Pages of one window, or of one list of services, at most; more of them are a mistake.')
  @IsInt()
  @Min(1)
  @Max(100_000)
  most = 1000;
}

/** Tells the CRM what was read, once the bridge has it on disk: steps know `ids`. Then the same is asked for again, until nothing comes. */
export class SoapAcknowledge extends SoapSteps {
  @Description('In a row: what is acknowledged. Left out: the reference.') @IsOptional() @Reading() id?: SoapReading;
  @Description('Ids in one go at most.') @IsInt() @Min(1) @Max(1000) most = 100;
}

/** Reads what changed. What a row tells stands under the keys of `status`; where `polling.status` is left out, they are those of `status`. */
export class SoapPolling extends SoapSnapshot {
  @Description('window: rows with all there is. ids: references alone, and each case is read by `status`. files: rows of files.')
  @IsIn(POLLING_MODES)
  mode: (typeof POLLING_MODES)[number] = 'window';
  @Description('The calls; they know from, to and page. The last answer has the changes.')
  @IsOptional()
  @IsArray()
  @ListOf(() => SoapStep)
  steps?: SoapStep[];
  @Description('The changes in the answer: one element each. In a CSV file: row.') @IsOptional() @Reading() list?: SoapReading;
  @Nested(() => SoapWindow) window: SoapWindow = new SoapWindow();
  @IsOptional() @Nested(() => SoapPages) pages?: SoapPages;
  @IsOptional() @Nested(() => SoapAcknowledge) acknowledge?: SoapAcknowledge;
  @IsOptional() @Nested(() => SoapFiles) files?: SoapFiles;
  @Description('Where the answer says how far it tells: the next window begins there, not at the end of this one.')
  @IsOptional()
  @Moment()
  coveredUpTo?: SoapMoment;
  @Description('Rows that the CRM tells at most, silently. As many of them mean that the window is asked for in halves.')
  @IsOptional()
  @IsInt()
  @Min(1)
  cap?: number;
  @Description('The CRM tells the newest change first.') @IsBoolean() newestFirst = false;
  @Description('For ids: cases that are read in one go, so that each ends in time.') @IsInt() @Min(1) @Max(1000) atOnce = 50;
}
