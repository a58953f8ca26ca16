import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { toText } from '../rest.mapping.js';
import type { RestParts } from '../rest.parts.js';
import type { RestEach } from '../settings/each-settings.js';
import { Asker } from './asker.js';

/** A case as it was read by its id. */
export interface Detail {
  readonly id: string;
  readonly found: unknown;
}

/** Reads one by one what a list only names. */
export class DetailReader {
  private readonly asker: Asker;
  private readonly id: MappingExpression;
  private readonly found: MappingExpression;

  /** @param section its key in the settings, for errors. */
  constructor(
    private readonly section: string,
    private readonly settings: RestEach,
    parts: RestParts,
  ) {
    this.asker = new Asker(section, settings, parts, { statuses: settings.notFound });
    this.id = new MappingExpression(settings.id);
    this.found = new MappingExpression(settings.case);
  }

  /** Cases to be read before what they brought is written. */
  get most(): number {
    return this.settings.most;
  }

  /** Each once, in the list's order. @throws Error for an item without an id: a case would be passed over. */
  async idsIn(items: readonly unknown[]): Promise<string[]> {
    const ids = new Set<string>();
    for (const item of items) {
      const id = toText(await this.id.evaluate(item));
      if (id === undefined) throw new Error(`${this.section}.id finds no id in ${JSON.stringify(item).slice(0, 100)}`);
      ids.add(id);
    }
    return [...ids];
  }

  /**
   * A few calls at once. Without those that are not there any more.
   * @throws AdapterError for the first that can't be read: what it would have told must not be lost.
   */
  async readAll(ids: readonly string[], context: CallContext): Promise<Detail[]> {
    const details: (Detail | undefined)[] = [];
    const left = ids.entries();
    let failed = false;
    const work = async () => {
      for (const [position, id] of left) {
        if (failed) return;
        details[position] = await this.read(id, context);
      }
    };
    const workers = Array.from({ length: Math.min(this.settings.atOnce, ids.length) }, () =>
      work().catch((error: unknown) => {
        failed = true;
        throw error;
      }),
    );
    // Nothing may go on in the background once the caller has its answer.
    const [failure] = (await Promise.allSettled(workers)).filter((each) => each.status === 'rejected');
    if (failure) throw failure.reason;
    return details.filter((each) => each !== undefined);
  }

  private async read(id: string, context: CallContext): Promise<Detail | undefined> {
    const told = await this.asker.ask({ id }, context);
    if (told.is === 'nowhere') throw new Error(`${this.section}.path can not hold the id ${id.slice(0, 100)}`);
    if (told.is !== 'answered') return undefined;
    const found = await this.found.evaluate(told.answer);
    return found === undefined || found === null ? undefined : { id, found };
  }
}
