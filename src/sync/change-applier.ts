import { Inject, Injectable } from '@nestjs/common';
import type { CaseSnapshot, ChangeDoubt } from '../adapter-kit/adapter.js';
import { Log } from '../settings/log.js';
import { EchoStore } from '../store/echo.store.js';
import { IncomingChangeStore } from '../store/incoming-change.store.js';
import { isDatabaseAway } from '../store/database.js';
import { SyncStore } from '../store/sync.store.js';
import type { Applied, CaseChange } from '../store/sync/case-change.js';
import { LeaseLost } from '../store/sync/lease.js';
import { toChange } from './public-change.js';
import { changeIdOf, cleaned, cleanText, stored } from './stored-snapshot.js';
import type { Told } from './told.js';
import { UnknownCases } from './unknown-cases.js';

/** `kept`: its case is not known, and it waits. `failed`: it could not be applied, and waits for a person. */
export type Outcome = Applied | 'kept' | 'failed';

/** Short enough that intake never waits long for the embedded database's one session. */
const APPLIED_AT_ONCE = 50;

/**
 * Applies what CRMs tell, whichever way it came: the same news twice changes nothing, older news moves nothing back, one bad item never stops the
 * others. What can't be applied is kept (`incoming_change`) where it may be ours, or where only a person can tell.
 */
@Injectable()
export class ChangeApplier {
  constructor(
    @Inject(SyncStore) private readonly store: SyncStore,
    @Inject(IncomingChangeStore) private readonly incoming: IncomingChangeStore,
    @Inject(UnknownCases) private readonly unknown: UnknownCases,
    @Inject(Log) private readonly log: Log,
    @Inject(EchoStore) private readonly echoes: EchoStore,
  ) {}

  /**
   * @returns what came of each, in the order given.
   * @throws when the database is away, LeaseLost when another process polls now: nothing of what is left was taken then.
   */
  async apply(told: Told, snapshots: readonly CaseSnapshot[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    for (let at = 0; at < snapshots.length; at += APPLIED_AT_ONCE)
      outcomes.push(...(await this.applyBatch(told, await this.withoutEchoes(told, snapshots.slice(at, at + APPLIED_AT_ONCE)))));
    return outcomes;
  }

  /** Lists what only a person can make sense of. The same item again is the same doubt. */
  async keepDoubts({ connection: { id }, source }: Told, doubts: readonly ChangeDoubt[]): Promise<void> {
    for (const doubt of doubts) {
      const reason = cleanText(doubt.reason);
      const about = { caseRef: doubt.caseRef && cleanText(doubt.caseRef), reason, summary: cleanText(doubt.summary) };
      const isKept = await this.incoming.keep({
        connection: id,
        source,
        itemId: cleanText(doubt.id),
        awaits: 'person',
        ...about,
      });
      this.log.warn({ connection: id, source, reason, isKept }, 'the CRM told something that a person must look at');
    }
  }

  /** As they are applied. Our own words are no answer of the CRM; the status that came with them counts all the same. */
  async withoutEchoes({ connection }: Pick<Told, 'connection'>, snapshots: readonly CaseSnapshot[]): Promise<CaseSnapshot[]> {
    const all = snapshots.map(cleaned);
    const texts = all.flatMap(({ caseRef, publicText: text }, at) => (text ? [{ at, caseRef, text }] : []));
    const own = await this.echoes.own(connection.id, texts);
    const echoes = new Set(texts.filter((_text, place) => own.has(place)).map(({ at }) => at));
    const isOurs = (snapshot: CaseSnapshot, at: number) =>
      echoes.has(at) || isBy(connection.sync.ownNames, snapshot.publicTextBy);
    return all.map((snapshot, at) => (isOurs(snapshot, at) ? { ...snapshot, publicText: undefined } : snapshot));
  }

  private async applyBatch(told: Told, snapshots: readonly CaseSnapshot[]): Promise<Outcome[]> {
    const { connection, fence, toldAt } = told;
    try {
      const changes = snapshots.map((snapshot) => ({ ...toChange(connection, snapshot), toldAt }));
      const applied = await this.store.apply(connection.id, changes, fence);
      await this.unmapped(
        connection.id,
        changes.filter((change, index) => applied[index] !== 'not ours' && !change.public && change.crmStatus !== ''),
      );
      const strangers = snapshots.filter((_snapshot, index) => applied[index] === 'not ours');
      const kept = strangers.length > 0 ? await this.unknown.keep(told, strangers) : new Set();
      return snapshots.map((snapshot, index) => (kept.has(snapshot) ? 'kept' : applied[index]!));
    } catch (error) {
      if (error instanceof LeaseLost || isDatabaseAway(error)) throw error;
      if (snapshots.length === 1) return [await this.passOver(told, snapshots[0]!, error as Error)];
      // A bad one among many is soon found, and the others are still applied together.
      const middle = Math.ceil(snapshots.length / 2);
      const first = await this.applyBatch(told, snapshots.slice(0, middle));
      return [...first, ...(await this.applyBatch(told, snapshots.slice(middle)))];
    }
  }

  private async passOver({ connection: { id }, source }: Told, snapshot: CaseSnapshot, error: Error): Promise<Outcome> {
    const { caseRef, requestId: publicId } = snapshot;
    const reason = `it could not be applied: ${error.message}`;
    const item = { itemId: changeIdOf(snapshot), caseRef, publicId, snapshot: stored(snapshot) };
    await this.incoming.keep({ connection: id, source, awaits: 'person', reason, ...item });
    this.log.warn({ connection: id, source, caseRef, error }, 'this change could not be applied; it is listed');
    return 'failed';
  }

  private async unmapped(connection: string, changes: readonly CaseChange[]): Promise<void> {
    await this.store.recordUnmapped(connection, changes);
    for (const status of new Set(changes.map(({ crmStatus }) => crmStatus)))
      this.log.warn({ connection, status }, 'no status rule knows this word; the request stays as it is');
  }
}

function isBy(names: readonly string[], author: string | undefined): boolean {
  const plain = (name: string) => name.trim().toLowerCase();
  return author !== undefined && names.some((name) => plain(name) === plain(author));
}
