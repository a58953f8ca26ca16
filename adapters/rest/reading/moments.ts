import type { AdapterLogger } from '../../../src/adapter-kit/adapter.js';
import type { DateRule } from '../../../src/adapter-kit/dates/date-rule.js';
import { Dates } from '../../../src/adapter-kit/dates/dates.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import { toDate, toText } from '../rest.mapping.js';

/** Moments as this CRM writes them: by the rule of the settings, else ISO 8601. */
export class Moments {
  private readonly dates?: Dates;

  constructor(rule: DateRule | undefined) {
    this.dates = rule && new Dates(rule);
  }

  write(at: Date): string {
    return this.dates ? this.dates.write(at) : at.toISOString();
  }

  /** Undefined, with a word in the log, for what can't be read. */
  read(value: unknown, caseRef: CaseRef, logger: AdapterLogger): Date | undefined {
    if (!this.dates) return toDate(value, caseRef, logger);
    const text = toText(value);
    if (text === undefined) return undefined;
    const date = this.dates.read(text);
    if (!date) logger.warn({ caseRef, date: value }, 'a date can not be read: none of dates.patterns fits');
    return date;
  }
}
