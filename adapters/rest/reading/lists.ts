import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { listOf } from '../rest.mapping.js';
import type { RestParts } from '../rest.parts.js';
import type { RestPaged } from '../settings/paging-settings.js';
import { Asker, type Gone } from './asker.js';
import type { PageState } from './page-state.js';
import { Pager } from './pager.js';

type Values = Readonly<Record<string, unknown>>;

/** One page of a list. */
export interface ListPage {
  readonly items: readonly unknown[];
  readonly next?: PageState;
  readonly isCapped: boolean;
  /** What is listed is on something that is not there, such as notes on a case. */
  readonly isGone?: boolean;
}

/** Reads a list, page by page. */
export class ListReader {
  private readonly asker: Asker;
  private readonly pager: Pager;
  private readonly list: MappingExpression;

  /**
   * @param section its key in the settings, for errors.
   */
  constructor(
    private readonly section: string,
    settings: RestPaged,
    private readonly parts: RestParts,
    gone?: Gone,
  ) {
    this.asker = new Asker(section, settings, parts, gone);
    this.pager = new Pager(section, settings);
    this.list = new MappingExpression(settings.list);
  }

  get isFixed(): boolean {
    return this.asker.isFixed;
  }

  /**
   * @param state absent: the first page.
   * @returns undefined where the path can't hold the values.
   * @throws Error when there is no list in the answer, AdapterError when there is no answer.
   */
  async page(values: Values, state: PageState | undefined, context: CallContext): Promise<ListPage | undefined> {
    const at = state ?? this.pager.first;
    const known = { ...values, page: at.page };
    const told = this.pager.isUrl(at) ? await this.asker.follow(at.page, context) : await this.asker.ask(known, context);
    if (told.is === 'nowhere') return undefined;
    if (told.is !== 'answered') return { items: [], isCapped: false, isGone: told.is === 'gone' };
    const items = await listOf(this.list, told.answer);
    if (!items) throw new Error(`${this.section}.list finds no list in the answer (HTTP ${told.answer.status})`);
    const from = this.pager.isUrl(at) ? at.page : this.asker.pathFor(known);
    const resolve = (url: string) => this.parts.client.resolve(url, from);
    const next = await this.pager.after(at, { answer: told.answer, items, resolve });
    return { items, ...(next && { next }), isCapped: !next && this.pager.isCapped(items) };
  }

  /** All pages, one after another, as far as the caller goes. Nothing comes where the path can't hold the values. @throws as `page`. */
  async *pages(values: Values, context: CallContext): AsyncGenerator<ListPage> {
    let state: PageState | undefined;
    do {
      const page = await this.page(values, state, context);
      if (!page) return;
      yield page;
      state = page.next;
    } while (state);
  }
}
