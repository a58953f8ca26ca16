import { DateTime } from 'luxon';
import type { ChangeWindow } from '../../../src/adapter-kit/adapter.js';
import { written } from '../reading/moment.js';
import type { SoapWindow } from '../settings/polling-settings.js';
import type { PollState } from './poll-state.js';

const NAMES_ITS_OFFSET = new Set(['iso', 'epoch-s', 'epoch-ms']);

/** A window of time as the CRM takes it: in parts where it is too wide, its bounds in the CRM's words. */
export class WindowParts {
  private readonly zone: string;

  constructor(
    private readonly settings: SoapWindow,
    timeZone: string,
    private readonly firstPage: string,
  ) {
    this.zone = settings.zone ?? timeZone;
  }

  first({ from, to }: ChangeWindow): PollState {
    return this.part(from.getTime() - this.settings.overlapSeconds * 1000, to.getTime());
  }

  /** The part behind one that was read; undefined when that was the last. It may be twice as wide, for narrow parts have a reason that passes. */
  after({ from, to }: PollState, window: ChangeWindow): PollState | undefined {
    return to < window.to.getTime() ? this.part(to, window.to.getTime(), 2 * (to - from)) : undefined;
  }

  /** The first half; undefined where the CRM's times can't tell halves apart. */
  half({ from, to }: PollState): PollState | undefined {
    const stepMs = this.settings.stepSeconds * 1000;
    const middle = from + Math.ceil((to - from) / 2 / stepMs) * stepMs;
    return middle < to ? this.part(from, middle) : undefined;
  }

  /** `from` and `to` for the steps. An exclusive bound is moved outwards, and so are both over an hour that local time has twice. */
  bounds({ from, to }: PollState): { readonly from: string; readonly to: string } {
    const { format, fromIs, toIs, stepSeconds, clockAheadSeconds } = this.settings;
    const twiceMs = NAMES_ITS_OFFSET.has(format) ? 0 : repeatedMs(from, to, this.zone);
    const say = (time: number, movedSeconds: number) =>
      written(new Date(time + (clockAheadSeconds + movedSeconds) * 1000), format, this.zone);
    return {
      from: say(from - twiceMs, fromIs === 'exclusive' ? -stepSeconds : 0),
      to: say(to + twiceMs, toIs === 'exclusive' ? stepSeconds : 0),
    };
  }

  private part(from: number, end: number, width = Infinity): PollState {
    const widest = (this.settings.widestSeconds ?? Infinity) * 1000;
    return { from, to: Math.min(end, from + Math.min(width, widest)), page: this.firstPage, pages: 0, rows: 0 };
  }
}

/** By how much clocks go back inside of a window: written in local time, its end may come before its beginning, and nothing would be found. */
function repeatedMs(from: number, to: number, zone: string): number {
  const minutesOff = (time: number) => DateTime.fromMillis(time, { zone }).offset;
  return Math.max(0, minutesOff(from) - minutesOff(to)) * 60_000;
}
