import type { RequestFilter, Span } from '../store/reads/request-filter.js';
import type { RequestPage, RequestReader } from '../store/reads/request-reader.js';
import type { Page } from './paging.js';

/** An exact count costs more the more there are; beyond this the two count headers are left out. */
const MOST_COUNTED = 1_000;
/** For how long a list that was too long is taken for too long. */
const REMEMBER_MS = 60_000;
const MOST_REMEMBERED = 1_000;
const HOUR_MS = 3_600_000;

/** How long a list is, if that can be known at a bounded cost. */
export class ResultCount {
  private readonly tooLong = new Map<string, number>();

  constructor(private readonly requests: RequestReader) {}

  async of(city: string, filter: RequestFilter, page: Page, found: RequestPage): Promise<number | undefined> {
    const before = (page.number - 1) * page.size;
    if (!found.next && !page.after && (found.requests.length > 0 || before === 0)) return before + found.requests.length;
    const key = keyOf(city, filter);
    if ((this.tooLong.get(key) ?? 0) > Date.now()) return undefined;
    const count = await this.requests.count(city, filter, MOST_COUNTED);
    if (count === undefined) this.remember(key);
    return count;
  }

  private remember(key: string): void {
    if (this.tooLong.size >= MOST_REMEMBERED) this.tooLong.clear();
    this.tooLong.set(key, Date.now() + REMEMBER_MS);
  }
}

/** Windows that end at the same hour are as long as each other, as far as too long goes. */
function keyOf(city: string, { requested, updated, ...rest }: RequestFilter): string {
  return JSON.stringify([city, hoursOf(requested), hoursOf(updated), rest]);
}

function hoursOf(span: Span | undefined): (number | null)[] {
  return [span?.from, span?.to].map((date) => (date ? Math.floor(date.getTime() / HOUR_MS) : null));
}
