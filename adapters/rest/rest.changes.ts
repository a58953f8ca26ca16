import type { CallContext, CaseSnapshot, ChangeDoubt, ChangePage, ChangeWindow } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { DetailReader } from './reading/details.js';
import { ListReader } from './reading/lists.js';
import { digestOf, type PageState, read, type Token, written } from './reading/page-state.js';
import type { ReadingParts } from './reading/reading-parts.js';
import { SnapshotReader } from './reading/snapshot.js';
import { toText } from './rest.mapping.js';
import type { RestChanges } from './settings/changes-settings.js';

const SHOWN_CHARACTERS = 500;

/** What the items of a page came to. */
interface Read {
  readonly changes: CaseSnapshot[];
  readonly doubts: ChangeDoubt[];
}

/** Reads what changed, page by page. */
export class RestChangesReader {
  private readonly lists: ListReader;
  private readonly details?: DetailReader;
  private readonly caseRef: MappingExpression;
  private readonly reader: SnapshotReader;

  constructor(
    settings: RestChanges,
    private readonly parts: ReadingParts,
  ) {
    this.lists = new ListReader('changes', settings, parts);
    this.details = settings.each && new DetailReader('changes.each', settings.each, parts);
    this.caseRef = new MappingExpression(settings.caseRef);
    this.reader = new SnapshotReader(settings, parts);
  }

  async fetch(window: ChangeWindow, token: string | undefined, context: CallContext): Promise<ChangePage> {
    try {
      const { ids, next } = token === undefined ? ({} as Token) : read(token);
      return ids ? await this.fromIds(ids, next, window, context) : await this.ask(window, next, context);
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new MisconfiguredError(`"changes" does not fit the CRM: ${(error as Error).message}`, { cause: error });
    }
  }

  private async ask(window: ChangeWindow, state: PageState | undefined, context: CallContext): Promise<ChangePage> {
    const { moments } = this.parts;
    const values = { from: moments.write(window.from), to: moments.write(window.to) };
    const page = await this.lists.page(values, state, context);
    if (!page) throw new Error('changes.path leads elsewhere');
    const told = this.details
      ? await this.fromIds(await this.details.idsIn(page.items), page.next, window, context)
      : paged(await this.snapshots(page.items, window, context), { next: page.next });
    return { ...told, ...(page.isCapped && { isCapped: true }) };
  }

  /** As many as are read before they are written; the others wait in the token. */
  private async fromIds(
    ids: readonly string[],
    next: PageState | undefined,
    window: ChangeWindow,
    context: CallContext,
  ): Promise<ChangePage> {
    const { most } = this.details!;
    const details = await this.details!.readAll(ids.slice(0, most), context);
    const left = ids.slice(most);
    return paged(
      await this.snapshots(
        details.map(({ found }) => found),
        window,
        context,
      ),
      {
        ...(left.length > 0 && { ids: left }),
        next,
      },
    );
  }

  /** One bad item stops no batch: it is in doubt. */
  private async snapshots(items: readonly unknown[], window: ChangeWindow, context: CallContext): Promise<Read> {
    const read: Read = { changes: [], doubts: [] };
    for (const item of items) {
      const change = await this.snapshot(item, context);
      if ('summary' in change) read.doubts.push(change);
      else if (isIn(window, change)) read.changes.push(change);
    }
    return read;
  }

  private async snapshot(item: unknown, context: CallContext): Promise<CaseSnapshot | ChangeDoubt> {
    let caseRef: string | undefined;
    try {
      caseRef = toText(await this.caseRef.evaluate(item));
      const snapshot = await this.reader.read(caseRef ?? '', item, context);
      if (caseRef === undefined && snapshot?.requestId === undefined) return doubtOf(item, 'it names no case', caseRef);
      return snapshot ?? doubtOf(item, 'it says nothing of its status', caseRef);
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      return doubtOf(item, `it can not be read: ${(error as Error).message}`, caseRef);
    }
  }
}

/** Of what is in it only the names are told: the rest may be personal. */
function doubtOf(item: unknown, reason: string, caseRef: string | undefined): ChangeDoubt {
  const names = typeof item === 'object' && item !== null ? Object.keys(item).join(', ') : typeof item;
  const summary = `a changed case with ${names}`.slice(0, SHOWN_CHARACTERS);
  return { id: digestOf(item), reason, summary, ...(caseRef !== undefined && { caseRef }) };
}

function paged({ changes, doubts }: Read, token: Token): ChangePage {
  const nextPage = token.ids || token.next ? written(token) : undefined;
  return { changes, nextPage, ...(doubts.length > 0 && { doubts }) };
}

/** Not every CRM can be told where a window ends. */
function isIn({ from, to }: ChangeWindow, { changedAt }: CaseSnapshot): boolean {
  return !changedAt || (changedAt >= from && changedAt <= to);
}
