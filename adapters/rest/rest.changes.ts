import type { CallContext, CaseSnapshot, ChangePage, ChangeWindow } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { RestParts } from './rest.parts.js';
import type { RestAnswer } from './rest.answer-rules.js';
import type { RestCall } from './rest.client.js';
import { Address, listOf, SnapshotReader, toText } from './rest.mapping.js';
import type { RestChanges } from './settings/changes-settings.js';

/** Reads what changed, page by page. */
export class RestChangesReader {
  private readonly address: Address;
  private readonly list: MappingExpression;
  private readonly caseRef: MappingExpression;
  private readonly nextPage?: MappingExpression;
  private readonly reader: SnapshotReader;

  constructor(
    private readonly settings: RestChanges,
    private readonly parts: RestParts,
  ) {
    this.address = new Address(settings);
    this.list = new MappingExpression(settings.list);
    this.caseRef = new MappingExpression(settings.caseRef);
    this.nextPage = settings.nextPage === undefined ? undefined : new MappingExpression(settings.nextPage);
    this.reader = new SnapshotReader(settings);
  }

  async fetch(window: ChangeWindow, page: string | undefined, context: CallContext): Promise<ChangePage> {
    try {
      return await this.ask(window, page, context);
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new MisconfiguredError(`"changes" does not fit the CRM: ${(error as Error).message}`, { cause: error });
    }
  }

  private async ask(window: ChangeWindow, page: string | undefined, context: CallContext): Promise<ChangePage> {
    const answer = await this.parts.client.call(this.callFor(window, page), 'read', context);
    await this.parts.rules.expectSuccess(answer, { purpose: 'read', fixedAddress: this.address.isFixed }, context.logger);
    const list = await listOf(this.list, answer);
    if (!list) throw new Error(`changes.list finds no list in the answer (HTTP ${answer.status})`);
    const changes: CaseSnapshot[] = [];
    for (const each of list) {
      const change = await this.snapshot(each, context);
      if (change && isIn(window, change)) changes.push(change);
    }
    return { changes, nextPage: await this.pageAfter(answer, page) };
  }

  private callFor({ from, to }: ChangeWindow, page: string | undefined): RestCall {
    if (page !== undefined && this.settings.nextPageIs === 'url') return { method: 'GET', path: page };
    const values = { from: from.toISOString(), to: to.toISOString(), page: page ?? this.settings.firstPage };
    const address = this.address.for(values);
    if (!address) throw new Error('changes.path leads elsewhere');
    return { method: 'GET', ...address };
  }

  /** One bad item stops no batch. */
  private async snapshot(item: unknown, { logger }: CallContext): Promise<CaseSnapshot | undefined> {
    try {
      const caseRef = toText(await this.caseRef.evaluate(item));
      const snapshot = caseRef && (await this.reader.read(caseRef, item, logger));
      if (snapshot) return snapshot;
      logger.warn({ item: JSON.stringify(item).slice(0, 500) }, 'a changed case without a reference or a status is left out');
    } catch (error) {
      logger.warn(
        { item: JSON.stringify(item).slice(0, 500), error: (error as Error).message },
        'a changed case can not be read',
      );
    }
    return undefined;
  }

  private async pageAfter(answer: RestAnswer, page: string | undefined): Promise<string | undefined> {
    const next = await this.nextPage?.evaluate(answer, { page: page ?? this.settings.firstPage });
    const text = next === false ? undefined : toText(next);
    // The same page again would go on for ever.
    return text === page ? undefined : text;
  }
}

/** Not every CRM can be told where a window ends. */
function isIn({ from, to }: ChangeWindow, { changedAt }: CaseSnapshot): boolean {
  return !changedAt || (changedAt >= from && changedAt <= to);
}
