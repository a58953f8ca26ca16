import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import type { Answer } from '../calls/answer.js';
import { Condition, type Tables, ValueReader } from '../paths/value-reader.js';
import type { SoapPages } from '../settings/polling-settings.js';
import type { PollState } from './poll-state.js';

const FIRST = { offset: '0', number: '1', locator: '' } as const;

/** Goes from one page of an answer to the next. */
export class Pages {
  private readonly next?: ValueReader;
  private readonly more?: readonly Condition[];

  /** @param section their key in the settings, for errors. @throws Error for a locator that nothing reads. */
  constructor(
    private readonly section: string,
    private readonly settings: SoapPages,
    tables: Tables,
  ) {
    if (settings.by === 'locator' && !settings.next) throw new Error(`${section}.next is missing: where the locator stands`);
    this.next = settings.next && new ValueReader(settings.next, tables);
    this.more = settings.more?.map((each) => new Condition(each, tables));
  }

  get first(): string {
    return this.settings.first ?? FIRST[this.settings.by];
  }

  /** Undefined after the last page. @throws MisconfiguredError when pages lead nowhere, or never end. */
  after(state: PollState, answer: Answer, rows: number): PollState | undefined {
    if (!this.hasMore(answer, rows)) return undefined;
    const page = this.pageAfter(state, answer, rows);
    if (page === undefined) return undefined;
    if (page === state.page) throw new MisconfiguredError(`${this.section}: the page after ${page} is ${page} again`);
    const pages = state.pages + 1;
    if (pages >= this.settings.most) throw new MisconfiguredError(`${this.section}: more than ${pages} pages`);
    return { ...state, page, pages, rows: state.rows + rows };
  }

  private hasMore(answer: Answer, rows: number): boolean {
    if (this.more) return this.more.every((condition) => condition.holds(answer));
    return this.settings.by === 'locator' || rows >= (this.settings.size ?? 1);
  }

  private pageAfter(state: PollState, answer: Answer, rows: number): string | undefined {
    switch (this.settings.by) {
      case 'locator':
        return this.next!.read(answer);
      case 'number':
        return String(Number(state.page) + 1);
      case 'offset':
        return String(Number(state.page) + rows);
    }
  }
}
