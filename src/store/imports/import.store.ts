import { sql } from 'kysely';
import { numberClaimed } from '../../domain/public-id.js';
import type { Database, Tx } from '../database.js';
import { makeNumbersIn, numbersOf } from '../public-numbers.js';
import { digestOf } from './digest.js';
import type { ImportedRequest, ImportResult, ImportTarget } from './imported-request.js';
import { insertImported } from './insert-imported.js';
import { findObstacles } from './obstacles.js';
import { refusedByDatabase } from './refused-by-database.js';
import { updateImported } from './update-imported.js';

/** Requests out of other systems' records. */
export class ImportStore {
  constructor(private readonly database: Database) {}

  /** Where a run that was cut off goes on; undefined: from the start. */
  async position(city: string, source: string): Promise<unknown> {
    const row = await this.database
      .selectFrom('import_source')
      .select('position')
      .where('jurisdiction_id', '=', city)
      .where('name', '=', source)
      .executeTakeFirst();
    return row?.position ?? undefined;
  }

  /** @param position where the next run goes on; null: this one came to its end. */
  async keepPosition(city: string, source: string, position: unknown): Promise<void> {
    await keepPosition(this.database, city, source, position);
  }

  /**
   * One transaction for all of them and the position behind them. Runs of one source take turns, batch by batch.
   * @param requests none with the same `sourceId` twice.
   * @param position undefined: as it was.
   * @returns what became of each, in their order.
   * @throws RefusedByDatabase when one of them can't be kept; then none is.
   */
  async keep(target: ImportTarget, requests: readonly ImportedRequest[], position: unknown): Promise<ImportResult[]> {
    const { jurisdictionId, source } = target;
    const kept = this.database.transaction().execute(async (tx) => {
      await keepPosition(tx, jurisdictionId, source, position);
      const results = await decide(tx, target, requests);
      const of = (is: ImportResult['is']) => requests.filter((_each, index) => results[index]!.is === is);
      const fresh = of('new');
      await makeRoomFor(tx, target, fresh);
      const inserted = await insertImported(tx, target, fresh);
      const updated = await updateImported(tx, target, of('changed'));
      return requests.map((each, index) => settled(each, results[index]!, inserted, updated));
    });
    return kept.catch(refusedByDatabase);
  }

  /** What `keep` would do; writes nothing. */
  async preview(target: ImportTarget, requests: readonly ImportedRequest[]): Promise<ImportResult[]> {
    return this.database.transaction().execute((tx) => decide(tx, target, requests));
  }
}

/** Locks the source for the rest of the transaction. */
async function keepPosition(database: Database | Tx, city: string, source: string, position: unknown): Promise<void> {
  const [end, same] = [position === null, position === undefined];
  await sql`
    insert into bridge.import_source as s (jurisdiction_id, name, position, finished_at)
    values (${city}, ${source}, ${end || same ? null : JSON.stringify(position)}::jsonb, ${end ? new Date() : null}::timestamptz)
    on conflict (jurisdiction_id, name) do update set position = case when ${same}::bool then s.position else excluded.position end, finished_at = coalesce(excluded.finished_at, s.finished_at)`.execute(
    database,
  );
}

async function decide(tx: Tx, target: ImportTarget, requests: readonly ImportedRequest[]): Promise<ImportResult[]> {
  const known = await knownDigests(tx, target, requests);
  const fresh = requests.filter(({ sourceId }) => !known.has(sourceId));
  const obstacles = await findObstacles(tx, target, fresh);
  return requests.map((each) => {
    const digest = known.get(each.sourceId);
    if (digest !== undefined) return { is: digest === digestOf(each) ? 'unchanged' : 'changed' };
    const reason = obstacles.get(each);
    return reason === undefined ? { is: 'new' } : { is: 'refused', reason };
  });
}

async function knownDigests(
  tx: Tx,
  { jurisdictionId, source }: ImportTarget,
  requests: readonly ImportedRequest[],
): Promise<Map<string, string>> {
  const { rows } = await sql<{ source_id: string; digest: string }>`
    select source_id, digest from bridge.imported_request where jurisdiction_id = ${jurisdictionId} and source = ${source}
      and source_id = any(${requests.map(({ sourceId }) => sourceId)}::text[])`.execute(tx);
  return new Map(rows.map(({ source_id, digest }) => [source_id, digest]));
}

/** Our own numbers go on after the highest that came from elsewhere. A report filed at this instant that meets one takes the next. */
async function makeRoomFor(tx: Tx, target: ImportTarget, fresh: readonly ImportedRequest[]): Promise<void> {
  if (fresh.length === 0) return;
  const { jurisdictionId, publicIdPattern, timeZone } = target;
  const { rows } = await sql<{ there: boolean }>`select to_regclass(${numbersOf(jurisdictionId)}) is not null as there`.execute(
    tx,
  );
  if (!rows[0]!.there) await makeNumbersIn(tx, jurisdictionId);
  const claimed = fresh.flatMap(({ publicId }) =>
    publicId === undefined ? [] : (numberClaimed(publicIdPattern, publicId, new Date(), timeZone) ?? []),
  );
  if (claimed.length === 0) return;
  await sql`
    select setval(${numbersOf(jurisdictionId)}::regclass, ${claimed.reduce((one, other) => Math.max(one, other))}::bigint)
    from ${sql.raw(numbersOf(jurisdictionId))} where last_value < ${claimed.reduce((one, other) => Math.max(one, other))}::bigint`.execute(
    tx,
  );
}

function settled(
  { sourceId, publicId }: ImportedRequest,
  result: ImportResult,
  inserted: ReadonlySet<string>,
  updated: ReadonlySet<string>,
): ImportResult {
  if (result.is === 'new' && !inserted.has(sourceId))
    return { is: 'refused', reason: `the id ${publicId} is taken here by another request` };
  return result.is === 'changed' && !updated.has(sourceId) ? { is: 'left' } : result;
}
