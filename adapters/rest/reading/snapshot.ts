import type { CallContext, CaseSnapshot } from '../../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import { toText } from '../rest.mapping.js';
import type { RestSnapshot } from '../settings/snapshot-settings.js';
import type { ReadingParts } from './reading-parts.js';

/** Reads one case by a connection's expressions. */
export class SnapshotReader {
  private readonly status: MappingExpression;
  private readonly reason?: MappingExpression;
  private readonly publicText?: MappingExpression;
  private readonly changedAt?: MappingExpression;

  constructor(
    { status, reason, publicText, changedAt }: RestSnapshot,
    private readonly parts: ReadingParts,
  ) {
    const parsed = (source: string | undefined) => (source === undefined ? undefined : new MappingExpression(source));
    this.status = new MappingExpression(status);
    this.reason = parsed(reason);
    this.publicText = parsed(publicText);
    this.changedAt = parsed(changedAt);
  }

  /** Undefined when the case says nothing of its status. @throws ExpressionFailure, and AdapterError where statuses have to be asked for. */
  async read(caseRef: CaseRef, found: unknown, context: CallContext): Promise<CaseSnapshot | undefined> {
    const status = toText(await this.status.evaluate(found));
    if (status === undefined) return undefined;
    return {
      caseRef,
      status: (await this.parts.statusNames?.nameOf(status, context)) ?? status,
      reason: toText(await this.reason?.evaluate(found)),
      publicText: toText(await this.publicText?.evaluate(found)),
      changedAt: this.parts.moments.read(await this.changedAt?.evaluate(found), caseRef, context.logger),
    };
  }
}
