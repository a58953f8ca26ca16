import { sql } from 'kysely';
import { type CatalogueDifference, type CatalogueService, catalogueDifference, isShortList } from '../../domain/catalogue.js';
import type { Tx } from '../database.js';
import { approved } from './approved-services.js';

/** A list as it was told, with what could not be read of it. */
export interface ToldList {
  readonly services: readonly CatalogueService[];
  readonly refused: readonly { readonly code: string; readonly reason: string }[];
}

export interface StagedList extends ToldList {
  readonly id: string;
  readonly fetchedAt: Date;
  readonly fetchedBy: string;
}

export interface Comparison {
  readonly list: StagedList;
  readonly difference: CatalogueDifference;
  /** Its services that are not in it stay. */
  readonly isShort: boolean;
}

/** The list that waits to be approved, against what is; undefined: none waits. */
export async function compare(tx: Tx, connection: string, leastShare: number): Promise<Comparison | undefined> {
  const { rows } = await sql<StagedList>`
    select id, fetched_at as "fetchedAt", fetched_by as "fetchedBy", services, refused from bridge.catalogue_list
    where connection = ${connection} and state = 'staged' order by id desc limit 1`.execute(tx);
  const list = rows[0];
  if (!list) return undefined;
  const before = await approved(tx, connection);
  return { list, difference: differenceTo(before, list), isShort: isShortList(before, withRefused(list, before), leastShare) };
}

export function differenceTo(before: readonly CatalogueService[], { services, refused }: ToldList): CatalogueDifference {
  return catalogueDifference(
    before,
    services,
    refused.map(({ code }) => code),
  );
}

/** What could not be read did come. */
export function withRefused({ services, refused }: ToldList, before: readonly CatalogueService[]): CatalogueService[] {
  return [...services, ...before.filter(({ code }) => refused.some((each) => each.code === code))];
}
