import { randomUUID } from 'node:crypto';
import type { CallContext } from '../adapter-kit/adapter.js';
import type { Connection } from '../connections/connection.js';
import type { CanaryMeans, CanaryUnderWay } from '../domain/canary.js';
import type { CanarySettings } from '../settings/jurisdiction-settings.js';

/** What can be done with a canary's case at one connection. */
export class CanaryCase {
  constructor(
    private readonly connection: Connection,
    private readonly canary: CanarySettings,
    private readonly signal: AbortSignal,
  ) {}

  get means(): CanaryMeans {
    const { adapter, settings } = this.connection;
    const canLook = (adapter.fetchStatus ?? adapter.fetchStatuses) !== undefined;
    const tells = canLook || adapter.fetchChanges !== undefined || settings.callback !== undefined;
    return { canLook, tells, closes: this.closes() };
  }

  private closes(): CanaryMeans['closes'] {
    if (this.canary.closeAs === undefined) return { not: 'its case stays open in the CRM: canary.closeAs is none' };
    if (this.connection.adapter.updateCase) return true;
    return {
      not: `its case stays open in the CRM: the adapter ${this.connection.settings.type}, as it is set, can't close cases`,
    };
  }

  /** Reads it back. @throws AdapterError */
  async isThere({ caseRef }: CanaryUnderWay): Promise<boolean> {
    const { adapter } = this.connection;
    return this.call(async (context) => {
      if (adapter.fetchStatus) return (await adapter.fetchStatus(caseRef!, context)) !== undefined;
      return (await adapter.fetchStatuses!([caseRef!], context)).length > 0;
    });
  }

  /** Harmless to repeat. @throws AdapterError */
  async close({ caseRef, publicId, madeAt }: CanaryUnderWay): Promise<void> {
    const change = { id: `${publicId}-CLOSED`, status: this.canary.closeAs!, writtenAt: madeAt! };
    await this.call((context) => this.connection.adapter.updateCase!(caseRef!, change, context));
  }

  private call<T>(verb: (context: CallContext) => Promise<T>): Promise<T> {
    return this.connection.call({ idempotencyKey: randomUUID(), signal: this.signal }, verb);
  }
}
