import type { CallContext, CaseSnapshot } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { RestParts } from './rest.parts.js';
import { Address, SnapshotReader } from './rest.mapping.js';
import type { RestStatus } from './settings/status-settings.js';

/** Reads one case. */
export class RestStatusReader {
  private readonly address: Address;
  private readonly found: MappingExpression;
  private readonly reader: SnapshotReader;

  constructor(
    private readonly settings: RestStatus,
    private readonly parts: RestParts,
  ) {
    this.address = new Address(settings);
    this.found = new MappingExpression(settings.case);
    this.reader = new SnapshotReader(settings);
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
    const address = caseRef.trim() === '' ? undefined : this.address.for({ caseRef });
    if (!address) return undefined;
    const answer = await this.parts.client.call({ method: 'GET', ...address }, 'read', context);
    if (answer.isJson && this.settings.notFound.includes(answer.status)) return undefined;
    await this.parts.rules.expectSuccess(answer, { purpose: 'read', fixedAddress: this.address.isFixed }, context.logger);
    const found = await this.found.evaluate(answer);
    return found === undefined || found === null ? undefined : this.snapshot(caseRef, found, context);
  }

  private async snapshot(caseRef: CaseRef, found: unknown, { logger }: CallContext): Promise<CaseSnapshot> {
    const snapshot = await this.reader.read(caseRef, found, logger);
    if (!snapshot) throw new Error(`status.status finds nothing in case ${caseRef}`);
    return snapshot;
  }
}
