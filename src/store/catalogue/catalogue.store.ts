import { sql } from 'kysely';
import {
  type CatalogueDifference,
  type CatalogueService,
  isShortList,
  type Pinnable,
  type Pins,
} from '../../domain/catalogue.js';
import { writeAudit } from '../audit.js';
import type { Database } from '../database.js';
import { ActRefused } from '../dead-letters/act-refused.js';
import { approved, bump, lockState, pinsOf, placeOf, writeServices } from './approved-services.js';
import { compare, type Comparison, differenceTo, type ToldList, withRefused } from './staged-list.js';

export type Staged = { readonly is: 'same' } | { readonly is: 'staged' | 'short'; readonly comparison: Comparison };

export interface ApproveOptions {
  readonly by: string;
  readonly leastShare: number;
  /** Absent: whichever waits. */
  readonly list?: string;
  /** So many services go, and whoever approves knows it; asked for where the list is short. */
  readonly remove?: number;
}

/** Services that CRMs told of: as told, and as approved. */
export class CatalogueStore {
  constructor(private readonly database: Database) {}

  /** Keeps a list for a person to approve. One that says what is approved already is not kept, and ends a problem. */
  async stage(connection: string, told: ToldList, by: string, leastShare: number): Promise<Staged> {
    return this.database.transaction().execute(async (tx) => {
      await lockState(tx, connection);
      const before = await approved(tx, connection);
      const difference = differenceTo(before, told);
      const isShort = isShortList(before, withRefused(told, before), leastShare);
      const problem = isShort ? `only ${told.services.length} services came where ${before.length} were known before` : undefined;
      await sql`update bridge.catalogue_state set fetched_at = now(), problem = ${problem ?? null},
        problem_at = case when ${problem !== undefined}::bool then coalesce(problem_at, now()) end where connection = ${connection}`.execute(
        tx,
      );
      await sql`update bridge.catalogue_list set state = 'superseded', decided_at = now() where connection = ${connection} and state = 'staged'`.execute(
        tx,
      );
      if (isEmpty(difference)) return { is: 'same' };
      const { rows } = await sql<{ id: string; fetched_at: Date }>`
        insert into bridge.catalogue_list (connection, fetched_by, services, refused)
        values (${connection}, ${by}, ${JSON.stringify(told.services)}::jsonb, ${JSON.stringify(told.refused)}::jsonb) returning id, fetched_at`.execute(
        tx,
      );
      const list = { ...told, id: rows[0]!.id, fetchedAt: rows[0]!.fetched_at, fetchedBy: by };
      return { is: isShort ? 'short' : 'staged', comparison: { list, difference, isShort } };
    });
  }

  /** No list came: what is approved stays, and a person is told. */
  async failed(connection: string, reason: string): Promise<void> {
    await sql`
      insert into bridge.catalogue_state as s (connection, problem, problem_at) values (${connection}, ${reason}, now())
      on conflict (connection) do update set problem = excluded.problem, problem_at = coalesce(s.problem_at, now())`.execute(
      this.database,
    );
  }

  /** A person has seen to it. @returns false when there was no problem. */
  async dismiss(connection: string, by: string): Promise<boolean> {
    return this.database.transaction().execute(async (tx) => {
      const { rows } = await sql<{ problem: string }>`
        update bridge.catalogue_state s set problem = null, problem_at = null from (select connection, problem from bridge.catalogue_state
          where connection = ${connection} and problem is not null for update) old
        where s.connection = old.connection returning old.problem`.execute(tx);
      if (!rows[0]) return false;
      await writeAudit(tx, [entry(connection, by, 'dismiss', { problem: rows[0].problem })]);
      return true;
    });
  }

  /** The list that waits to be approved, against what is. */
  async compare(connection: string, leastShare: number): Promise<Comparison | undefined> {
    return this.database.transaction().execute((tx) => compare(tx, connection, leastShare));
  }

  /**
   * Makes the staged list public. A short one removes nothing, unless it is said how many go.
   * @throws ActRefused when there is none, it is another one, or another number goes.
   */
  async approve(
    connection: string,
    { by, leastShare, list: wanted, remove }: ApproveOptions,
  ): Promise<Comparison & { readonly removed: number }> {
    return this.database.transaction().execute(async (tx) => {
      await lockState(tx, connection);
      const comparison = await compare(tx, connection, leastShare);
      if (!comparison)
        throw new ActRefused(`no list of ${connection} waits to be approved: open311-bridge catalogue fetch ${connection}`);
      const { list, difference, isShort } = comparison;
      if (wanted !== undefined && wanted !== list.id)
        throw new ActRefused(`another list waits by now, ${list.id}: open311-bridge catalogue diff ${connection}`);
      if (remove !== undefined && remove !== difference.gone.length)
        throw new ActRefused(
          `${difference.gone.length} services would go, not ${remove}: open311-bridge catalogue diff ${connection}`,
        );
      const gone = isShort && remove === undefined ? [] : difference.gone;
      await writeServices(tx, connection, list.services);
      await sql`update bridge.catalogue_service set gone_at = now() where connection = ${connection} and code = any(${gone.map(({ code }) => code)}::text[])`.execute(
        tx,
      );
      await sql`update bridge.catalogue_list set state = 'approved', decided_at = now(), decided_by = ${by} where id = ${list.id}`.execute(
        tx,
      );
      await bump(tx, connection, true);
      const { added, changed } = difference;
      const detail = {
        list: list.id,
        added: codes(added),
        changed: changed.map(({ service, fields }) => ({ code: service.code, fields })),
        gone,
      };
      await writeAudit(tx, [entry(connection, by, 'approve', detail)]);
      return { ...comparison, removed: gone.length };
    });
  }

  /** @throws ActRefused when there is no such service. */
  async pin(connection: string, code: string, field: Pinnable, value: unknown, by: string): Promise<void> {
    await this.database.transaction().execute(async (tx) => {
      await lockState(tx, connection);
      if (!(await approved(tx, connection)).some((each) => each.code === code))
        throw new ActRefused(`${connection} has no approved service ${code}: open311-bridge catalogue list ${connection}`);
      const before = (await pinsOf(tx, [connection])).get(placeOf(connection, code))?.[field];
      await sql`
        insert into bridge.catalogue_pin (connection, code, field, value, pinned_by)
        values (${connection}, ${code}, ${field}, ${JSON.stringify(value)}::jsonb, ${by})
        on conflict (connection, code, field) do update set value = excluded.value, pinned_by = excluded.pinned_by, pinned_at = now()`.execute(
        tx,
      );
      await bump(tx, connection, false);
      await writeAudit(tx, [entry(connection, by, 'pin', { code, field, before, after: value })]);
    });
  }

  /** @returns false when it was not pinned. */
  async unpin(connection: string, code: string, field: Pinnable, by: string): Promise<boolean> {
    return this.database.transaction().execute(async (tx) => {
      await lockState(tx, connection);
      const { rows } = await sql<{ value: unknown }>`
        delete from bridge.catalogue_pin where connection = ${connection} and code = ${code} and field = ${field} returning value`.execute(
        tx,
      );
      if (rows.length === 0) return false;
      await bump(tx, connection, false);
      await writeAudit(tx, [entry(connection, by, 'unpin', { code, field, before: rows[0]!.value })]);
      return true;
    });
  }

  /** What is approved and not gone, with what the city set itself. */
  async effective(connections: readonly string[]): Promise<{ connection: string; service: CatalogueService; pins: Pins }[]> {
    const pins = await pinsOf(this.database, connections);
    const { rows } = await sql<{ connection: string; definition: CatalogueService }>`
      select connection, definition from bridge.catalogue_service where connection = any(${[...connections]}::text[]) and gone_at is null
      order by connection, position, code`.execute(this.database);
    return rows.map(({ connection, definition }) => ({
      connection,
      service: definition,
      pins: pins.get(placeOf(connection, definition.code)) ?? {},
    }));
  }

  /** Changes whenever anything that is approved or pinned does. */
  async version(): Promise<string> {
    const { rows } = await sql<{ version: string | null }>`
      select string_agg(connection || ' ' || version, ',' order by connection) as version from bridge.catalogue_state where version > 0`.execute(
      this.database,
    );
    return rows[0]?.version ?? '';
  }

  /** One process of all fetches when it is time. @returns whether this one does. */
  async isTime(connection: string, everyHours: number): Promise<boolean> {
    const { rows } = await sql`
      insert into bridge.catalogue_state as s (connection, next_fetch_at) values (${connection}, now() + ${everyHours}::float8 * interval '1 hour')
      on conflict (connection) do update set next_fetch_at = excluded.next_fetch_at where s.next_fetch_at is null or s.next_fetch_at <= now()
      returning connection`.execute(this.database);
    return rows.length === 1;
  }
}

const codes = (services: readonly CatalogueService[]) => services.map(({ code }) => code);
const isEmpty = ({ added, changed, gone }: CatalogueDifference) => added.length + changed.length + gone.length === 0;

function entry(connection: string, actor: string, act: string, detail: object) {
  return { actor, action: `catalogue.${act}`, subject: `catalogue/${connection}`, detail };
}
