import type { CallContext, CaseSnapshot } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import { Asker } from './reading/asker.js';
import type { ReadingParts } from './reading/reading-parts.js';
import { SnapshotReader } from './reading/snapshot.js';
import type { RestStatus } from './settings/status-settings.js';

/** Reads one case. */
export class RestStatusReader {
  private readonly asker: Asker;
  private readonly found: MappingExpression;
  private readonly reader: SnapshotReader;

  constructor(settings: RestStatus, parts: ReadingParts) {
    this.asker = new Asker('status', settings, parts, { statuses: settings.notFound });
    this.found = new MappingExpression(settings.case);
    this.reader = new SnapshotReader(settings, parts);
  }

  async fetch(caseRef: CaseRef, context: CallContext): Promise<CaseSnapshot | undefined> {
    try {
      return await this.ask(caseRef, context);
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new MisconfiguredError(`"status" does not fit the CRM: ${(error as Error).message}`, { cause: error });
    }
  }

  private async ask(caseRef: CaseRef, context: CallContext): Promise<CaseSnapshot | undefined> {
    if (caseRef.trim() === '') return undefined;
    const told = await this.asker.ask({ caseRef }, context);
    const found = told.is === 'answered' ? await this.found.evaluate(told.answer) : undefined;
    return found === undefined || found === null ? undefined : this.snapshot(caseRef, found, context);
  }

  private async snapshot(caseRef: CaseRef, found: unknown, context: CallContext): Promise<CaseSnapshot> {
    const snapshot = await this.reader.read(caseRef, found, context);
    if (!snapshot) throw new Error(`status.status finds nothing in case ${caseRef}`);
    return snapshot;
  }
}
