import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import type { RestParts } from '../rest.parts.js';
import type { RestEach } from '../settings/each-settings.js';
import type { RestPaged } from '../settings/paging-settings.js';
import { DetailReader } from './details.js';
import { ListReader } from './lists.js';

/** Some of the cases that a search brings. */
export interface Batch {
  readonly items: readonly unknown[];
  /** The CRM lists as many as it ever does: there may be more. */
  readonly isCapped: boolean;
}

/** Cases that a search brings, whole: of ids alone each is read. */
export class Search {
  private readonly lists: ListReader;
  private readonly details?: DetailReader;

  /** @param section its key in the settings, for errors. */
  constructor(section: string, settings: RestPaged & { readonly each?: RestEach }, parts: RestParts) {
    this.lists = new ListReader(section, settings, parts);
    this.details = settings.each && new DetailReader(`${section}.each`, settings.each, parts);
  }

  /** In batches, as far as the caller goes. Nothing comes where the path can't hold the values. @throws AdapterError, Error */
  async *batches(values: Readonly<Record<string, unknown>>, context: CallContext): AsyncGenerator<Batch> {
    for await (const { items, isCapped } of this.lists.pages(values, context)) {
      if (!this.details) yield { items, isCapped };
      else yield* this.read(this.details, await this.details.idsIn(items), isCapped, context);
    }
  }

  private async *read(
    details: DetailReader,
    ids: readonly string[],
    isCapped: boolean,
    context: CallContext,
  ): AsyncGenerator<Batch> {
    if (ids.length === 0) yield { items: [], isCapped };
    for (let at = 0; at < ids.length; at += details.most) {
      const read = await details.readAll(ids.slice(at, at + details.most), context);
      yield { items: read.map(({ found }) => found), isCapped };
    }
  }
}
