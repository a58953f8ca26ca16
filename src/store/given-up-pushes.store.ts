import { type RawBuilder, sql } from 'kysely';
import { writeAudit } from './audit.js';
import type { Database } from './database.js';

/** An update that a subscriber was not told of, and will not be unless somebody says so. */
export interface GivenUpPush {
  /** `<jurisdiction>/<name>`. */
  readonly subscriber: string;
  /** Public id of the update. */
  readonly update: string;
  /** Public id of its request. */
  readonly request: string;
  readonly attempts: number;
  readonly reason: string;
  readonly givenUpAt: Date;
}

interface Act {
  readonly subscriber: string;
  readonly update: string | undefined;
  readonly actor: string;
}

export class GivenUpPushesStore {
  constructor(private readonly database: Database) {}

  /** Oldest first. */
  async list(limit: number, subscriber?: string): Promise<GivenUpPush[]> {
    const { rows } = await sql<GivenUpPush>`
      select p.subscriber, u.public_id as update, r.public_id as request, p.attempts, coalesce(p.last_error, '') as reason, p.settled_at as "givenUpAt"
      from bridge.update_push p join bridge.request_update u on u.id = p.update_id join bridge.service_request r on r.id = u.request_id
      where p.state = 'dead' and (${subscriber ?? null}::text is null or p.subscriber = ${subscriber ?? null})
      order by p.settled_at, p.id limit ${limit}`.execute(this.database);
    return rows;
  }

  /** They are sent again, and have their age limit anew. @param update public id of one; absent: all. @returns how many. */
  async retry(subscriber: string, update: string | undefined, actor: string): Promise<number> {
    const again = sql`update bridge.update_push p set state = 'pending', created_at = now(), settled_at = null from bridge.request_update u`;
    return this.act('push.retry', again, { subscriber, update, actor });
  }

  /** They stay untold, and are listed no more: what was noted once is never noted anew. @param update as for `retry`. @returns how many. */
  async dismiss(subscriber: string, update: string | undefined, actor: string): Promise<number> {
    return this.act('push.dismiss', sql`delete from bridge.update_push p using bridge.request_update u`, {
      subscriber,
      update,
      actor,
    });
  }

  private async act(action: string, change: RawBuilder<unknown>, { subscriber, update, actor }: Act): Promise<number> {
    return this.database.transaction().execute(async (tx) => {
      const { rows } = await sql`
        ${change} where u.id = p.update_id and p.subscriber = ${subscriber} and p.state = 'dead'
          and (${update ?? null}::text is null or u.public_id = ${update ?? null}) returning p.id`.execute(tx);
      const act = { actor, action, subject: `subscriber/${subscriber}`, detail: { count: rows.length, update } };
      if (rows.length > 0) await writeAudit(tx, [act]);
      return rows.length;
    });
  }
}
