import { IsIn, IsOptional } from 'class-validator';
import { Description, ListOf } from '../../../src/adapter-kit/settings-shape.js';
import { SoapStep } from './action-settings.js';
import { Reading, type SoapReading } from './reading-settings.js';
import { SoapSnapshot } from './status-settings.js';

export const POLLING_MODES = ['window', 'window-of-ids', 'pages', 'acknowledged', 'files'] as const;

/** Reads what changed. */
export class SoapPolling extends SoapSnapshot {
  @IsIn(POLLING_MODES) mode: (typeof POLLING_MODES)[number] = 'window';
  @Description('The calls; they know from, to and page.') @ListOf(() => SoapStep) steps!: SoapStep[];
  @Description('The changes in the answer: one element each.') @IsOptional() @Reading() list?: SoapReading;
}
