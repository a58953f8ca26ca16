import { writeAudit } from './audit.js';
import type { Database } from './database.js';
import { cancelHeld, reasonOf } from './dead-letters/cancel.js';
import type { DeliveryFilter } from './dead-letters/delivery-filter.js';
import { type DeliveryDetail, detailOf } from './dead-letters/detail.js';
import { type BeforeAndAfter, editHeld, type ReportEdit } from './dead-letters/edit.js';
import { findDelivery } from './dead-letters/find.js';
import { type DeliveryGroups, groupDeliveries } from './dead-letters/groups.js';
import { type HeldDelivery, holding } from './dead-letters/held-delivery.js';
import { type DeliveryPage, listDeliveries } from './dead-letters/list.js';
import { type Resolution, resolveHeld } from './dead-letters/resolve.js';
import { retryMany } from './dead-letters/retry-many.js';
import { retryHeld } from './dead-letters/retry.js';
import { SyncStore } from './sync.store.js';
import type { DeliveryRow } from './tables.js';

interface Audited {
  readonly actor: string;
  readonly action: string;
  readonly detail?: object;
}

/**
 * Deliveries as an operator sees and steers them. Every act is one transaction that holds the lane and writes what was done by whom; the sweepers find
 * what it made due. Ids may be given by their first digits. @throws ActRefused, which says why and what can be done instead.
 */
export class DeadLetterStore {
  constructor(private readonly database: Database) {}

  async list(filter: DeliveryFilter, page: { readonly limit: number; readonly cursor?: string }): Promise<DeliveryPage> {
    return listDeliveries(this.database, filter, page);
  }

  async groups(filter: DeliveryFilter, options: { readonly byReason: boolean; readonly limit: number }): Promise<DeliveryGroups> {
    return groupDeliveries(this.database, filter, options);
  }

  async show(id: string): Promise<DeliveryDetail> {
    return detailOf(this.database, await findDelivery(this.database, id));
  }

  /** A dead one is taken up again; one that waits for its next attempt is due now. @returns its whole id, as all acts do. */
  async retry(id: string, actor: string): Promise<string> {
    return (await this.act(id, { actor, action: 'delivery.retry' }, retryHeld)).id;
  }

  /** @returns how many. */
  async retryMany(filter: DeliveryFilter, actor: string): Promise<number> {
    return retryMany(this.database, filter, actor);
  }

  async resolve(id: string, resolution: Resolution, actor: string): Promise<string> {
    const { is, ...detail } = resolution;
    const audited = { actor, action: `delivery.resolve.${is}`, detail };
    const row = await this.act(id, audited, (held) => resolveHeld(held, resolution));
    if (is === 'drop') await this.followWithout(row);
    return row.id;
  }

  /** @returns ids of all that are cancelled now. */
  async cancel(id: string, reason: string, actor: string): Promise<string[]> {
    let cancelled: string[] = [];
    const audited = { actor, action: 'delivery.cancel', detail: { reason: reasonOf(reason) } };
    const row = await this.act(id, audited, async (held) => {
      cancelled = await cancelHeld(held, reasonOf(reason));
    });
    await this.followWithout(row);
    return cancelled;
  }

  /** @param edit `send`: retries it as well. What was written is not part of the audit: it may be personal. */
  async edit(id: string, edit: ReportEdit & { readonly send: boolean }, actor: string): Promise<BeforeAndAfter> {
    const detail = { fields: [...new Set(edit.changes.map(({ field }) => field))], sent: edit.send };
    let result: BeforeAndAfter | undefined;
    await this.act(id, { actor, action: 'delivery.edit', detail }, async (held) => {
      result = await editHeld(held, edit);
      if (edit.send) await retryHeld(held);
    });
    return result!;
  }

  private async act(
    beginning: string,
    { actor, action, detail = {} }: Audited,
    work: (held: HeldDelivery) => Promise<unknown>,
  ): Promise<DeliveryRow> {
    const id = await findDelivery(this.database, beginning);
    return holding(this.database, id, async (held) => {
      await work(held);
      const { connection, state, step } = held.row;
      const subject = `delivery/${id}`;
      await writeAudit(held.tx, [
        { actor, action, subject, detail: { request: held.request, connection, step, was: state, ...detail } },
      ]);
      return held.row;
    });
  }

  /** The public status no longer waits for a case that will not be. */
  private async followWithout({ step, request_id }: DeliveryRow): Promise<void> {
    if (step === 'create_case') await new SyncStore(this.database).followWithout(request_id);
  }
}
