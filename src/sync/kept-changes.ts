import { Inject, Injectable } from '@nestjs/common';
import type { ConnectionSettings } from '../settings/jurisdiction-settings.js';
import { type IncomingChange, IncomingChangeStore } from '../store/incoming-change.store.js';
import { ChangeApplier, type Outcome } from './change-applier.js';
import { restored } from './stored-snapshot.js';
import type { Told } from './told.js';

type SyncedConnection = Pick<ConnectionSettings, 'id' | 'statusRules' | 'sync'>;

const UNCLEAR = 'its request has several cases at this connection, and the CRM names none of them';

/** Changes that were kept: applied once their case is known, or when a person says so. */
@Injectable()
export class KeptChanges {
  constructor(
    @Inject(IncomingChangeStore) private readonly incoming: IncomingChangeStore,
    @Inject(ChangeApplier) private readonly applier: ChangeApplier,
  ) {}

  /** Applies those whose case is known now. @returns how many. */
  async release(connections: readonly SyncedConnection[], limit: number): Promise<number> {
    const byId = new Map(connections.map((each) => [each.id, each]));
    const released = await this.incoming.released([...byId.keys()], limit);
    for (const change of released) {
      const told = { connection: byId.get(change.connection)!, source: change.source, toldAt: change.lastReceivedAt };
      const outcome = await this.applyAs(told, change);
      if (outcome === 'kept' || outcome === 'not ours') await this.incoming.forPerson(change.id, UNCLEAR);
      else if (outcome !== 'failed') await this.incoming.applied(change.id);
    }
    return released.length;
  }

  /** As a person says, however old it is. @param caseRef the case that it belongs to, as a person found out; absent: the one that the CRM named. */
  async applyTo(connection: SyncedConnection, change: IncomingChange, caseRef?: string): Promise<Outcome> {
    return this.applyAs({ connection, source: change.source }, change, caseRef);
  }

  private async applyAs(told: Told, change: IncomingChange, caseRef?: string): Promise<Outcome> {
    const snapshot = { ...restored(change.snapshot!), changeId: change.itemId };
    const [outcome] = await this.applier.apply(told, [caseRef === undefined ? snapshot : { ...snapshot, caseRef }]);
    return outcome!;
  }
}
