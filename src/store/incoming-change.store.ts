import { sql } from 'kysely';
import type { CaseRef } from '../domain/delivery.js';
import type { ChangeSource, IncomingState, StoredSnapshot } from '../domain/incoming-change.js';
import { writeAudit } from './audit.js';
import type { Database } from './database.js';
import { ActRefused } from './dead-letters/act-refused.js';
import { withoutNulls } from './without-nulls.js';

/** Something that a CRM told and that could not be applied at once. */
export interface NewIncomingChange {
  readonly connection: string;
  readonly source: ChangeSource;
  /** Stable: the same item again is the same change. */
  readonly itemId: string;
  readonly awaits: 'case' | 'person';
  readonly caseRef?: CaseRef;
  /** Our public id of the request, as the CRM told it. */
  readonly publicId?: string;
  /** Absent: it could not be read. */
  readonly snapshot?: StoredSnapshot;
  readonly reason: string;
  readonly summary?: string;
}

export interface IncomingChange extends NewIncomingChange {
  readonly id: string;
  readonly state: IncomingState;
  readonly times: number;
  readonly receivedAt: Date;
  readonly lastReceivedAt: Date;
  readonly settledAt?: Date;
  readonly settledBy?: string;
}

export interface IncomingFilter {
  /** Id of a connection; absent: all. */
  readonly connection?: string;
  readonly states: readonly IncomingState[];
  readonly limit: number;
}

/** Of one connection wait at most so many; what comes then is not kept. */
const MOST_WAITING = 10_000;
/** A change whose case never became known, and what is settled, is forgotten after so many days. */
const KEPT_DAYS = 30;

/** Nulls of the table are absent. */
const COLUMNS = sql`i.id, i.connection, i.source, i.item_id as "itemId", i.awaits, i.state, i.case_ref as "caseRef", i.public_id as "publicId", i.snapshot,
  i.reason, i.summary, i.times, i.received_at as "receivedAt", i.last_received_at as "lastReceivedAt", i.settled_at as "settledAt", i.settled_by as "settledBy"`;

/** Changes that wait for their case or for a person, and what became of them. */
export class IncomingChangeStore {
  constructor(private readonly database: Database) {}

  /** An item that is known is counted, and brought up to date while it waits. @returns false when as many wait as may. */
  async keep(change: NewIncomingChange): Promise<boolean> {
    const { connection, source, itemId, awaits, caseRef, publicId, snapshot, reason, summary } = change;
    const { rows } = await sql`
      insert into bridge.incoming_change as i (connection, source, item_id, awaits, case_ref, public_id, snapshot, reason, summary)
      select ${connection}::text, ${source}::text, ${itemId}::text, ${awaits}::text, ${caseRef ?? null}::text, ${publicId ?? null}::text,
        ${snapshot ? JSON.stringify(snapshot) : null}::jsonb, ${reason}::text, ${summary ?? null}::text
      where exists (select 1 from bridge.incoming_change where connection = ${connection} and source = ${source} and item_id = ${itemId})
        or (select count(*) from (select 1 from bridge.incoming_change where connection = ${connection} and state = 'waiting' limit ${MOST_WAITING}) w) < ${MOST_WAITING}
      on conflict (connection, source, item_id) do update set times = i.times + 1, last_received_at = now(),
        awaits = case when i.state = 'waiting' then excluded.awaits else i.awaits end,
        snapshot = case when i.state = 'waiting' then excluded.snapshot else i.snapshot end,
        reason = case when i.state = 'waiting' then excluded.reason else i.reason end
      returning id`.execute(this.database);
    return rows.length > 0;
  }

  /** Those whose case is known now, in the order in which they came. */
  async released(connections: readonly string[], limit: number): Promise<IncomingChange[]> {
    return this.read(sql`
      where i.connection = any(${[...connections]}::text[]) and i.state = 'waiting' and i.awaits = 'case' and (
        exists (select 1 from bridge.crm_case c where c.connection = i.connection and c.case_ref = i.case_ref)
        or exists (select 1 from bridge.case_alias a where a.connection = i.connection and a.case_ref = i.case_ref)
        or exists (select 1 from bridge.service_request r join bridge.crm_case c on c.request_id = r.id
          where r.public_id = i.public_id and c.connection = i.connection))
      order by i.id limit ${limit}`);
  }

  /** Oldest first. */
  async list({ connection, states, limit }: IncomingFilter): Promise<IncomingChange[]> {
    return this.read(sql`
      where i.state = any(${[...states]}::text[]) and (${connection ?? null}::text is null or i.connection = ${connection ?? null})
      order by i.id limit ${limit}`);
  }

  /** @throws ActRefused when there is none. */
  async get(id: string): Promise<IncomingChange> {
    const [found] = /^\d{1,18}$/.test(id) ? await this.read(sql`where i.id = ${id}`) : [];
    if (!found) throw new ActRefused(`there is no change ${id}: changes list shows their numbers`);
    return found;
  }

  /** Applied by the bridge itself, once its case was known. */
  async applied(id: string): Promise<void> {
    await sql`update bridge.incoming_change set state = 'applied', settled_at = now() where id = ${id} and state = 'waiting'`.execute(
      this.database,
    );
  }

  /** It waits for a person from now on. */
  async forPerson(id: string, reason: string): Promise<void> {
    await sql`update bridge.incoming_change set awaits = 'person', reason = ${reason} where id = ${id} and state = 'waiting'`.execute(
      this.database,
    );
  }

  /** By a person. @throws ActRefused unless it waits. */
  async settle(id: string, state: 'applied' | 'dismissed', actor: string, detail: object = {}): Promise<void> {
    await this.database.transaction().execute(async (tx) => {
      const { rows } = await sql<{ connection: string }>`
        update bridge.incoming_change set state = ${state}, settled_at = now(), settled_by = ${actor}
        where id = ${id} and state = 'waiting' returning connection`.execute(tx);
      if (!rows[0]) throw new ActRefused(`change ${id} does not wait any more: changes show ${id} says what became of it`);
      const action = state === 'applied' ? 'change.apply' : 'change.dismiss';
      await writeAudit(tx, [{ actor, action, subject: `change/${id}`, detail: { connection: rows[0].connection, ...detail } }]);
    });
  }

  /**
   * Forgets what is settled for long, and whose case never became known. What a poll brought while the making of a case was in doubt, and
   * doesn't name a request, goes as soon as nothing is in doubt.
   */
  async prune(limit: number): Promise<void> {
    const old = sql`now() - ${KEPT_DAYS} * interval '1 day'`;
    await sql`
      delete from bridge.incoming_change where id in (
        select id from bridge.incoming_change where state <> 'waiting' and settled_at < ${old}
        union all
        select i.id from bridge.incoming_change i where i.state = 'waiting' and i.awaits = 'case' and (i.received_at < ${old}
          or i.source = 'poll' and i.public_id is null and i.last_received_at < now() - interval '5 minutes'
            and not exists (select 1 from bridge.crm_case c where c.connection = i.connection and c.case_ref = i.case_ref)
            and not exists (select 1 from bridge.delivery d where d.connection = i.connection and d.step = 'create_case'
              and d.state in ('sending', 'unknown') and d.first_sent_at is not null))
        limit ${limit})`.execute(this.database);
  }

  private async read(which: ReturnType<typeof sql>): Promise<IncomingChange[]> {
    const { rows } = await sql<IncomingChange>`select ${COLUMNS} from bridge.incoming_change i ${which}`.execute(this.database);
    return rows.map((row) => withoutNulls(row) as IncomingChange);
  }
}
