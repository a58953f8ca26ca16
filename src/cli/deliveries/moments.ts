import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const DATE = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;

/** `30m`, `2h`, `3d` ago, or a date such as 2026-03-02 or 2026-03-02T08:15:30Z. @throws InvalidArgumentError */
export function momentOf(text: string): Date {
  const [, number, unit] = text.match(/^(\d{1,6})([mhd])$/) ?? [];
  const moment = unit ? new Date(Date.now() - Number(number) * UNITS[unit]!) : DATE.test(text) ? new Date(text) : undefined;
  if (moment && !Number.isNaN(moment.getTime())) return moment;
  throw new InvalidArgumentError('an age such as 30m, 2h or 3d, or a date such as 2026-03-02 or 2026-03-02T08:15:30Z.');
}
