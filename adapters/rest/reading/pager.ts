import { MisconfiguredError } from '../../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import type { RestAnswer } from '../rest.answer-rules.js';
import { toText } from '../rest.mapping.js';
import type { RestPaged } from '../settings/paging-settings.js';
import { nextLink } from './link-header.js';
import { digestOf, type PageState, startAt } from './page-state.js';

/** What a page brought. */
export interface Turn {
  readonly answer: RestAnswer;
  readonly items: readonly unknown[];
  /** Makes a whole URL of one that the CRM gave. @throws MisconfiguredError where it leads to another host. */
  readonly resolve: (url: string) => string;
}

const FIRST = { page: '', url: '', link: '', number: '1', offset: '0' } as const;

/** Goes from one page of a list to the next, and never round in circles. */
export class Pager {
  private readonly nextPage?: MappingExpression;
  private readonly total?: MappingExpression;

  /** @param section its key in the settings, for errors. */
  constructor(
    private readonly section: string,
    private readonly settings: RestPaged,
  ) {
    this.nextPage = settings.nextPage === undefined ? undefined : new MappingExpression(settings.nextPage);
    this.total = settings.total === undefined ? undefined : new MappingExpression(settings.total);
  }

  get first(): PageState {
    return startAt(this.settings.firstPage ?? FIRST[this.settings.nextPageIs]);
  }

  /** The page is a URL that the CRM gave. */
  isUrl({ pages }: PageState): boolean {
    return pages > 0 && (this.settings.nextPageIs === 'url' || this.settings.nextPageIs === 'link');
  }

  /** So many are listed that there may be more which the CRM does not tell. */
  isCapped(items: readonly unknown[]): boolean {
    return this.settings.cap !== undefined && items.length >= this.settings.cap;
  }

  /** Undefined after the last page. @throws MisconfiguredError when pages go round in circles, or never end. */
  async after(state: PageState, turn: Turn): Promise<PageState | undefined> {
    const { items } = turn;
    const total = state.items + items.length;
    const page = await this.pageAfter(state.page, turn, total);
    if (page === undefined) return undefined;
    const pages = state.pages + 1;
    this.refuseLoops(state, page, pages, items);
    const held = items.length > 0 ? digestOf(items) : undefined;
    return { page, pages, items: total, seen: [...state.seen, digestOf(page)], ...(held !== undefined && { held }) };
  }

  private refuseLoops({ seen, held }: PageState, page: string, pages: number, items: readonly unknown[]): void {
    const shown = JSON.stringify(page.slice(0, 100));
    if (seen.includes(digestOf(page)))
      throw new MisconfiguredError(
        `${this.section}: the CRM's pages go round in circles: ${shown} comes again after ${pages} pages`,
      );
    if (items.length > 0 && held === digestOf(items))
      throw new MisconfiguredError(
        `${this.section}: two pages hold the same: the CRM does not heed what is asked for (page ${shown} would be next)`,
      );
    if (pages >= this.settings.mostPages)
      throw new MisconfiguredError(`${this.section}: more than ${this.settings.mostPages} pages (mostPages)`);
  }

  private async pageAfter(page: string, { answer, items, resolve }: Turn, read: number): Promise<string | undefined> {
    const { nextPageIs } = this.settings;
    if (nextPageIs === 'link' || nextPageIs === 'url') {
      const next = nextPageIs === 'link' ? nextLink(answer.headers['link']) : await this.told(page, answer);
      return next === undefined ? undefined : resolve(next);
    }
    if (nextPageIs === 'page') return this.told(page, answer);
    if (items.length === 0 || read >= (await this.totalIn(answer))) return undefined;
    return String(Number(page) + (nextPageIs === 'number' ? 1 : items.length));
  }

  private async told(page: string, answer: RestAnswer): Promise<string | undefined> {
    const next = await this.nextPage?.evaluate(answer, { page });
    return next === false ? undefined : toText(next);
  }

  /** @throws Error where it is described but not there: a list would end too early. */
  private async totalIn(answer: RestAnswer): Promise<number> {
    if (!this.total) return Infinity;
    const found = await this.total.evaluate(answer);
    const total = typeof found === 'string' && found.trim() !== '' ? Number(found) : found;
    if (typeof total !== 'number' || Number.isNaN(total)) throw new Error(`${this.section}.total finds no number`);
    return total;
  }
}
