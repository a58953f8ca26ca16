import type { ChangePage, ChangeWindow } from '../adapter-kit/adapter.js';
import { cappedDoubt, halves } from './halves.js';

/** What a CRM tells of a window, page by page: each is asked for once the one before was dealt with (ADR 24). */
export class ChangePages {
  /** How far the CRM told; absent: nothing yet. */
  coveredUpTo: Date | undefined;

  /** @param mostWindows so many are asked for at most, halves included. */
  constructor(
    private readonly ask: (window: ChangeWindow, page: string | undefined) => Promise<ChangePage>,
    private readonly pause: () => Promise<void>,
    private readonly mostWindows = Infinity,
  ) {}

  /** A window of which the CRM gives only a part is asked for in halves; of the shortest a doubt is told. @throws what `ask` throws. */
  async *of(whole: ChangeWindow): AsyncGenerator<ChangePage> {
    const windows = [whole];
    for (let asked = 0; windows.length > 0 && asked < this.mostWindows; asked += 1) {
      const window = windows.pop()!;
      const { upTo, isCapped } = yield* this.pagesOf(window);
      const parts = isCapped ? halves(window) : undefined;
      if (parts) windows.push(parts[1], parts[0]);
      else {
        if (isCapped) yield { changes: [], doubts: [cappedDoubt(window)] };
        this.coveredUpTo = upTo;
        if (upTo < window.to) return;
      }
      if (windows.length > 0) await this.pause();
    }
  }

  private async *pagesOf(window: ChangeWindow): AsyncGenerator<ChangePage, { upTo: Date; isCapped: boolean }> {
    let upTo = window.to;
    let isCapped = false;
    let page: string | undefined;
    do {
      const answer = await this.ask(window, page);
      yield answer;
      if (answer.coveredUpTo && answer.coveredUpTo < upTo) upTo = answer.coveredUpTo;
      isCapped ||= answer.isCapped === true;
      page = answer.nextPage;
      if (page) await this.pause();
    } while (page);
    return { upTo, isCapped };
  }
}
