import { sql } from 'kysely';
import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { Connection } from '../../../src/connections/connection.js';
import { Log } from '../../../src/settings/log.js';
import type { Database } from '../../../src/store/database.js';
import { EchoStore } from '../../../src/store/echo.store.js';
import { IncomingChangeStore } from '../../../src/store/incoming-change.store.js';
import { SyncStore } from '../../../src/store/sync.store.js';
import { LeaseLost } from '../../../src/store/sync/lease.js';
import { UnknownCaseStore } from '../../../src/store/unknown-case.store.js';
import { ChangeApplier, type Outcome } from '../../../src/sync/change-applier.js';
import { Poll } from '../../../src/sync/poll.js';
import type { Told } from '../../../src/sync/told.js';
import { UnknownCases } from '../../../src/sync/unknown-cases.js';
import { aConnection } from '../../support/a-connection.js';
import { statusRules } from '../support/cases.js';
import { Crash, type Habits, type ModelChange, ModelCrm } from './model-crm.js';
import { Random } from './random.js';
import { caseRefsOf, CITY } from './seeded.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGIN = Date.UTC(2026, 0, 5, 8);
const OVERLAP_MS = 2 * HOUR;
const ROUNDS = 5;

type Snapshots = Parameters<ChangeApplier['apply']>[1];

/** Notes what may be late: newer news of its case was told in an earlier page, and it was never told before. */
class WatchedApplier extends ChangeApplier {
  readonly late = new Set<string>();
  private readonly told = new Set<string>();
  private readonly newest = new Map<string, number>();

  override async apply(told: Told, snapshots: Snapshots): Promise<Outcome[]> {
    const outcomes = await super.apply(told, snapshots);
    for (const [index, { caseRef, publicText, changedAt }] of snapshots.entries()) {
      const mayBeLate = !this.told.has(publicText!) && changedAt && changedAt.getTime() < (this.newest.get(caseRef) ?? 0);
      if (outcomes[index] === 'late' && mayBeLate) this.late.add(publicText!);
    }
    for (const { caseRef, publicText, changedAt } of snapshots) {
      this.told.add(publicText!);
      this.newest.set(caseRef, Math.max(this.newest.get(caseRef) ?? 0, changedAt?.getTime() ?? 0));
    }
    return outcomes;
  }
}

/** Dies between what a window brought and the cursor. */
class MortalStore extends SyncStore {
  diesBeforeCursor = false;
  override async advance(connection: string, cursor: Date, fence: number): Promise<void> {
    if (this.diesBeforeCursor) throw new Crash('the process died before the cursor was written');
    await super.advance(connection, cursor, fence);
  }
}

/** One connection with a few cases, whose CRM changes them while it is polled, called back by and crashed. */
export class History {
  private readonly random: Random;
  private readonly habits: Habits;
  private readonly crm: ModelCrm;
  private readonly store: MortalStore;
  private readonly applier: WatchedApplier;
  private readonly connection: Connection;
  private readonly callbacks: ModelChange[] = [];
  private processes = 0;

  constructor(
    private readonly database: Database,
    seed: number,
    private readonly number: number,
  ) {
    this.random = new Random(seed * 1_000_003 + number);
    this.habits = habitsOf(this.random);
    this.crm = new ModelCrm(this.habits, this.random);
    this.crm.now = BEGIN;
    this.store = new MortalStore(database);
    const incoming = new IncomingChangeStore(database);
    const unknown = new UnknownCases(new UnknownCaseStore(database), incoming);
    this.applier = new WatchedApplier(this.store, incoming, unknown, Log.at('silent'), new EchoStore(database));
    const sync = { ...aConnection().sync, overlapMs: OVERLAP_MS };
    const settings = { ...aConnection({ name: `h${number}`, statusRules: [...statusRules], sync }), id: `${CITY}/h${number}` };
    this.connection = new Connection(settings, this.crm.adapter, Log.at('silent'));
  }

  /** @returns what is wrong in the end; nothing is as it should be. */
  async run(): Promise<string[]> {
    await this.poll();
    for (let round = 0; round < ROUNDS; round += 1) await this.live();
    await this.settle();
    this.connection.close();
    return (await this.defects()).map((each) => `history ${this.number} (${JSON.stringify(this.habits)}): ${each}`);
  }

  /** Some changes, some callbacks about them, and a poll that may die. */
  private async live(): Promise<void> {
    const refs = caseRefsOf(this.number);
    for (let changes = this.random.below(5); changes > 0; changes -= 1) {
      this.crm.now += this.random.below(10 * MINUTE) + 1000;
      const made = this.crm.change(refs[this.random.below(refs.length)]!);
      if (this.habits.hasTimes && this.random.chance(0.3)) this.callbacks.push(made);
    }
    if (this.random.chance(0.5)) await this.callBack();
    this.crm.now += this.random.below(20 * MINUTE);
    this.crm.crashIn = this.random.chance(0.25) ? 1 + this.random.below(4) : Infinity;
    this.store.diesBeforeCursor = this.random.chance(0.2);
    await this.poll();
  }

  /** Late, twice, in any order. */
  private async callBack(): Promise<void> {
    const due = this.random.shuffled(this.callbacks).filter(() => this.random.chance(0.7));
    const told = { connection: this.connection.settings, source: 'callback' } as const;
    for (const each of due) await this.applier.apply(told, [this.crm.snapshot(each)]);
  }

  /** Nothing dies any more, and everything is told in the end. */
  private async settle(): Promise<void> {
    this.crm.crashIn = Infinity;
    this.store.diesBeforeCursor = false;
    await this.callBack();
    this.crm.now += OVERLAP_MS / 2;
    await this.poll();
    this.crm.now += Math.max(0, this.habits.clockOffMs) + MINUTE;
    if (this.habits.tells === 'cases') await this.makeDue();
    await this.poll();
  }

  private async makeDue(): Promise<void> {
    await sql`update bridge.crm_case set ask_at = now() where connection = ${this.connection.id}`.execute(this.database);
  }

  private async poll(): Promise<void> {
    const { id } = this.connection;
    const before = this.processes;
    this.processes += 1;
    const fence = (await this.store.lease(id, `process ${this.processes}`, 0))!;
    const isZombie = before > 0 && this.random.chance(0.1);
    try {
      await this.round(fence - (isZombie ? 1 : 0));
      if (isZombie) throw new Error('a process without its lease wrote the cursor');
    } catch (error) {
      if (!(error instanceof Crash || (isZombie && error instanceof LeaseLost))) throw error;
      if (this.isSettling) await this.poll();
    }
  }

  private get isSettling(): boolean {
    return this.crm.crashIn === Infinity && !this.store.diesBeforeCursor;
  }

  private async round(fence: number): Promise<void> {
    const call = <T>(verb: (context: CallContext) => Promise<T>) => verb({} as CallContext);
    await new Poll(this.connection, this.store, this.applier, call, fence).run(new Date(this.crm.now));
  }

  private async defects(): Promise<string[]> {
    const { rows } = await sql<{
      case_ref: string;
      said: string | null;
      status: string;
      notes: string | null;
      updates: (string | null)[];
    }>`
      select c.case_ref, c.crm_status as said, r.detailed_status as status, r.status_notes as notes,
        array(select u.description from bridge.request_update u where u.request_id = r.id order by u.id) as updates
      from bridge.crm_case c join bridge.service_request r on r.id = c.request_id where c.connection = ${this.connection.id}`.execute(
      this.database,
    );
    const kept = await sql<{ reason: string }>`
      select reason from bridge.incoming_change where connection = ${this.connection.id}`.execute(this.database);
    return [...kept.rows.map(({ reason }) => `kept: ${reason}`), ...rows.flatMap((row) => this.defectsOf(row))];
  }

  private defectsOf(row: { case_ref: string; said: string | null; notes: string | null; updates: (string | null)[] }): string[] {
    const changes = this.crm.changes.filter(({ caseRef }) => caseRef === row.case_ref);
    const last = changes.at(-1);
    if (!last) return row.updates.length > 0 ? [`${row.case_ref} has updates of nothing`] : [];
    const found: string[] = [];
    if (row.said !== last.status || row.notes !== last.text)
      found.push(`${row.case_ref} is ${row.said} "${row.notes}", in the CRM ${last.status} "${last.text}"`);
    const order = row.updates.map((text) => changes.findIndex((each) => each.text === text));
    if (new Set(order).size < order.length || order.includes(-1)) found.push(`${row.case_ref}: an update twice, or of nothing`);
    if (this.habits.hasTimes && order.some((at, index) => index > 0 && at < order[index - 1]!))
      found.push(`${row.case_ref} went back`);
    const lost = changes.filter(({ text }) => !row.updates.includes(text) && !this.applier.late.has(text));
    if (this.habits.tells === 'events' && lost.length > 0)
      found.push(`${row.case_ref} lost ${lost.map(({ text }) => text).join(', ')}`);
    return found;
  }
}

function habitsOf(random: Random): Habits {
  const tells = (['events', 'events', 'states', 'cases'] as const)[random.below(4)]!;
  const hasTimes = tells === 'cases' ? random.chance(0.5) : true;
  return {
    tells,
    hasTimes,
    hasIds: random.chance(0.5) && tells !== 'cases',
    clockOffMs: [0, 0, -50 * MINUTE, -3 * MINUTE, 4 * MINUTE, HOUR][random.below(6)]!,
    showsAfterMs: [0, 0, 5 * MINUTE, 40 * MINUTE][random.below(4)]!,
    pageSize: 1 + random.below(6),
    cap: random.chance(0.4) ? 3 + random.below(4) : 1000,
    isUnordered: random.chance(0.3),
  };
}
