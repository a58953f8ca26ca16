import { type PluginTransformQueryArgs, sql } from 'kysely';
import { EraseStore } from '../../src/store/erase.store.js';
import { JourneyStore } from '../../src/store/journey.store.js';
import { RequestReader } from '../../src/store/reads/request-reader.js';
import { onPostgres, type TestStore } from '../support/stores.js';
import { CITY, CRM, crm, syncOver } from './support/cases.js';

const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute));
type Case = Readonly<{ id: string; caseRef: string }>;
type Told = Parameters<Awaited<ReturnType<typeof syncOver>>['applier']['apply']>[1][number];

describe('applying what a CRM tells', () => {
  let store: TestStore;
  let sync: Awaited<ReturnType<typeof syncOver>>;
  let count = 0;
  beforeAll(async () => {
    store = await onPostgres();
    sync = await syncOver(store);
  });
  afterAll(() => store.close());

  async function aCase() {
    const id = await sync.accepted();
    const caseRef = `CASE-${(count += 1)}`;
    await sync.delivered(id, caseRef);
    return { id, caseRef };
  }
  const refs = (cases: Case[]) => cases.map(({ caseRef }) => caseRef);
  /** Outcomes of the attempts at making it. */
  const attempted = ({ caseRef }: Case, ...outcomes: string[]) =>
    sql`
      insert into bridge.attempt (delivery_id, number, started_at, ended_at, outcome, exchanges, worker)
      select d.id, number, now(), now(), outcome, '[]', 'host:1'
      from unnest(${outcomes}::text[]) with ordinality as made (outcome, number)
      cross join bridge.crm_case c join bridge.delivery d on d.request_id = c.request_id where c.case_ref = ${caseRef}`.execute(
      store.database,
    );
  const tell = (...told: Told[]) => sync.applier.apply({ connection: crm, source: 'poll' }, told);
  const statusOf = async (id: string) => {
    const { status, statusNotes } = await sync.see(id);
    return statusNotes ? `${status}: ${statusNotes}` : status;
  };

  it('makes of a note under the same status an update of its own', async () => {
    const { id, caseRef } = await aCase();
    await tell({ caseRef, status: 'working', publicText: 'Crew booked.', changedAt: at(1) });
    await tell({ caseRef, status: 'working', publicText: 'Crew is there.', changedAt: at(2) });
    expect(await sync.updatesOf(id)).toEqual(['in_progress: Crew booked.', 'in_progress: Crew is there.']);
  });

  it('tells nobody what the bridge itself wrote into the CRM, however the CRM has changed it; the status counts', async () => {
    const { id, caseRef } = await aCase();
    const connection = { ...crm, sync: { ...crm.sync, ownNames: ['Open311 Bridge'] } };
    const from = (publicTextBy: string, publicText: string, minute: number) =>
      sync.applier.apply({ connection, source: 'poll' }, [
        { caseRef, status: 'working', publicText, publicTextBy, changedAt: at(minute) },
      ]);
    await from(' open311 bridge', 'Note: it has gro…', 1);
    await from('Ann', 'Crew booked.', 2);
    expect(await sync.updatesOf(id)).toEqual(['in_progress', 'in_progress: Crew booked.']);
  });

  it('does not go to and fro between changes of one moment that every window tells again', async () => {
    const { id, caseRef } = await aCase();
    const told = [
      { caseRef, status: 'working', changedAt: at(1) },
      { caseRef, status: 'done', changedAt: at(1) },
    ];
    for (let round = 0; round < 3; round += 1) await tell(...told);
    expect(await sync.updatesOf(id)).toEqual(['in_progress', 'fixed']);
  });

  it('keeps the number that people have for a case, though it is no news, and a report is found by it', async () => {
    const { id, caseRef } = await aCase();
    await tell({ caseRef, status: 'working', changedAt: at(1) });
    await tell({ caseRef, status: 'working', changedAt: at(1), customerReference: `CD-${caseRef}` });
    expect(await sync.updatesOf(id)).toEqual(['in_progress']);
    const [journey] = await new JourneyStore(store.database).find(`CD-${caseRef}`);
    expect(journey).toMatchObject({ publicId: id, deliveries: [{ caseRef: `${caseRef}, for people CD-${caseRef}` }] });
  });

  it('takes two changes with the same id for one, whatever they say', async () => {
    const { id, caseRef } = await aCase();
    await tell({ caseRef, status: 'working', changeId: 'X-1' }, { caseRef, status: 'done', changeId: 'X-2' });
    await tell({ caseRef, status: 'working', changeId: 'X-1' });
    expect(await statusOf(id)).toBe('closed');
  });

  it('takes the changes of one case in the order of their times, and a late one moves nothing back', async () => {
    const { id, caseRef } = await aCase();
    expect(await tell({ caseRef, status: 'done', changedAt: at(3) }, { caseRef, status: 'working', changedAt: at(2) })).toEqual([
      'changed',
      'changed',
    ]);
    expect(await tell({ caseRef, status: 'working', publicText: 'Late.', changedAt: at(1) })).toEqual(['late']);
    expect(await sync.updatesOf(id)).toEqual(['in_progress', 'fixed']);
    expect(await statusOf(id)).toBe('closed');
  });

  it('is not deaf to a CRM whose clock was ahead for a moment', async () => {
    const { id, caseRef } = await aCase();
    const ahead = { caseRef, status: 'working', changedAt: new Date(Date.now() + 86_400_000) };
    await tell(ahead);
    expect(await tell({ caseRef, status: 'done', changedAt: new Date(Date.now() + 10) }, ahead)).toEqual([
      'changed',
      'unchanged',
    ]);
    expect(await statusOf(id)).toBe('closed');
  });

  it('keeps the order of a CRM whose clock is always some minutes ahead', async () => {
    const { id, caseRef } = await aCase();
    const ahead = (seconds: number) => new Date(Date.now() + 120_000 + seconds * 1000);
    await tell({ caseRef, status: 'done', changedAt: ahead(5) });
    expect(await tell({ caseRef, status: 'working', changedAt: ahead(0) })).toEqual(['late']);
    expect(await statusOf(id)).toBe('closed');
  });

  it('shows of a merged case what the one says that goes on, and names its request as the parent', async () => {
    const [child, parent] = [await aCase(), await aCase()];
    await tell({ caseRef: parent.caseRef, status: 'working', publicText: 'Booked.', changedAt: at(1) });
    await tell({ caseRef: child.caseRef, status: 'duplicate', mergedInto: parent.caseRef, changedAt: at(2) });
    expect(await statusOf(child.id)).toBe('open: Booked.');
    expect(await new RequestReader(store.database).find(CITY, child.id)).toMatchObject({ parentId: parent.id });
    await tell({ caseRef: parent.caseRef, status: 'done', publicText: 'Filled.', changedAt: at(3) });
    expect(await statusOf(child.id)).toBe('closed: Filled.');
    expect(await sync.updatesOf(child.id)).toEqual(['in_progress: Booked.', 'fixed: Filled.']);
    await tell({ caseRef: child.caseRef, status: 'working', publicText: 'Another hole.', changedAt: at(4) });
    expect(await statusOf(child.id)).toBe('open: Another hole.');
    expect((await new RequestReader(store.database).find(CITY, child.id))!.parentId).toBeUndefined();
  });

  it('closes the request of a merged case with the one that goes on, also where that one became ours only later', async () => {
    const child = await aCase();
    const parent = await sync.accepted();
    await tell({ caseRef: child.caseRef, status: 'working', mergedInto: 'OURS-LATER', changedAt: at(1) });
    await sync.delivered(parent, 'OURS-LATER');
    await tell({ caseRef: 'OURS-LATER', status: 'done', publicText: 'Filled.', changedAt: at(2) });
    expect(await statusOf(child.id)).toBe('closed: Filled.');
    expect(await new RequestReader(store.database).find(CITY, child.id)).toMatchObject({ parentId: parent });
  });

  it('follows a chain of mergers to its end, and one that the CRM turned round', async () => {
    const [a, b, c] = [await aCase(), await aCase(), await aCase()];
    await tell({ caseRef: a.caseRef, status: 'duplicate', mergedInto: b.caseRef, changedAt: at(1) });
    await tell({ caseRef: b.caseRef, status: 'duplicate', mergedInto: c.caseRef, changedAt: at(2) });
    await tell({ caseRef: c.caseRef, status: 'done', publicText: 'C.', changedAt: at(3) });
    expect([await statusOf(a.id), await statusOf(b.id)]).toEqual(['closed: C.', 'closed: C.']);
    await tell({ caseRef: c.caseRef, status: 'duplicate', mergedInto: a.caseRef, changedAt: at(4) });
    await tell({ caseRef: a.caseRef, status: 'working', publicText: 'A.', changedAt: at(5) });
    expect(await statusOf(c.id)).toBe('open: A.');
  });

  it('leaves a case merged into one that is not ours to its own words', async () => {
    const { id, caseRef } = await aCase();
    await tell({ caseRef, status: 'duplicate', mergedInto: 'NOT-OURS', changedAt: at(1) });
    expect(await sync.updatesOf(id)).toEqual(['duplicate']);
  });

  it('knows a case by its old reference and by its new one', async () => {
    const { id, caseRef } = await aCase();
    await tell({ caseRef, status: 'working', renumberedTo: `${caseRef}-B`, changedAt: at(1) });
    await tell({ caseRef, status: 'working', renumberedTo: `${caseRef}-B`, changedAt: at(1) });
    await tell({ caseRef: `${caseRef}-B`, status: 'working', renumberedTo: `${caseRef}-C`, publicText: 'C.', changedAt: at(2) });
    await tell({ caseRef, status: 'done', changedAt: at(3) });
    expect(await statusOf(id)).toBe('closed');
    const { rows } = await sql<{ case_ref: string }>`
      select case_ref from bridge.crm_case where case_ref like ${`${caseRef}%`}`.execute(store.database);
    expect(rows).toEqual([{ case_ref: `${caseRef}-C` }]);
  });

  it('takes the new reference of a case from what says nothing of its status, however late that is told', async () => {
    const { id, caseRef } = await aCase();
    await tell({ caseRef, status: 'working', changedAt: at(5) });
    await tell({ caseRef, status: '', renumberedTo: 'LATE-NEW', changedAt: at(1) });
    await tell({ caseRef: 'LATE-NEW', status: 'done', changedAt: at(6) });
    expect(await statusOf(id)).toBe('closed');
    expect(await tell({ caseRef, status: '', changedAt: at(1) })).toEqual(['unchanged']);
  });

  it('follows in one page whatever becomes of a case: its news, its new reference, its merger, and the news of the one that goes on', async () => {
    const [child, parent, third] = [await aCase(), await aCase(), await aCase()];
    const [before, after] = [child.caseRef, `${child.caseRef}-B`];
    const outcomes = await tell(
      { caseRef: parent.caseRef, status: 'done', publicText: 'Filled.', changedAt: at(5) },
      { caseRef: after, status: 'working', publicText: 'Crew booked.', changedAt: at(3) },
      { caseRef: before, status: 'working', renumberedTo: after, changedAt: at(2) },
      { caseRef: before, status: 'duplicate', mergedInto: parent.caseRef, changedAt: at(4) },
      { caseRef: before, status: 'new', publicText: 'Seen.', changedAt: at(1) },
      { caseRef: parent.caseRef, status: 'working', changedAt: at(1) },
      { caseRef: third.caseRef, status: 'working', changedAt: at(1) },
      { caseRef: third.caseRef, status: 'working', changedAt: at(1) },
      { caseRef: 'NOT-OURS', status: 'done', changedAt: at(1) },
    );
    expect(outcomes).toEqual([...Array<string>(7).fill('changed'), 'unchanged', 'not ours']);
    expect(await sync.updatesOf(child.id)).toEqual([
      'open: Seen.',
      'in_progress',
      'in_progress: Crew booked.',
      'in_progress',
      'fixed: Filled.',
    ]);
    expect(await sync.updatesOf(parent.id)).toEqual(['in_progress', 'fixed: Filled.']);
    expect(await sync.updatesOf(third.id)).toEqual(['in_progress']);
  });

  it('reads and writes for a page of changes together, not for each of them', async () => {
    const cases = await Promise.all(Array.from({ length: 30 }, aCase));
    let statements = 0;
    const transformQuery = ({ node }: PluginTransformQueryArgs) => {
      statements += 1;
      return node;
    };
    const watched = store.database.withPlugin({ transformQuery, transformResult: async ({ result }) => result });
    const { applier } = await syncOver({ ...store, database: watched });
    statements = 0;
    const told = cases.map(({ caseRef }) => ({ caseRef, status: 'done', publicText: 'Filled.', changedAt: at(1) }));
    expect(new Set(await applier.apply({ connection: crm, source: 'poll' }, told))).toEqual(new Set(['changed']));
    expect(statements).toBeLessThan(15);
  });

  it('lists a new reference that is the case of another request, and moves nothing', async () => {
    const [one, other] = [await aCase(), await aCase()];
    expect(await tell({ caseRef: one.caseRef, status: 'done', renumberedTo: other.caseRef })).toEqual(['failed']);
    expect(await statusOf(one.id)).toBe('open');
    expect((await sync.waiting()).at(-1)).toMatchObject({ awaits: 'person', caseRef: one.caseRef });
  });

  it('closes a request whose case was taken out of the CRM without a word, and leaves a closed one as it was', async () => {
    const [open, closed] = [await aCase(), await aCase()];
    await tell({ caseRef: closed.caseRef, status: 'done', publicText: 'Filled.', changedAt: at(1) });
    for (const { caseRef } of [open, closed]) await tell({ caseRef, status: '', deleted: true, changedAt: at(2) });
    expect(await sync.updatesOf(open.id)).toEqual(['no_further_action']);
    expect(await sync.updatesOf(closed.id)).toEqual(['fixed: Filled.']);
    expect(await statusOf(closed.id)).toBe('closed: Filled.');
  });

  it('tells when the CRM means to be done, and who has it', async () => {
    const { id, caseRef } = await aCase();
    await tell({ caseRef, status: 'new', expectedAt: at(30), agency: 'Roads', changedAt: at(1) });
    expect(await tell({ caseRef, status: 'new', expectedAt: at(40), agency: 'Roads', changedAt: at(2) })).toEqual(['changed']);
    expect(await sync.see(id)).toMatchObject({ expectedAt: at(40), agency: 'Roads' });
  });

  it('publishes words that have their rule only now when they come again', async () => {
    const { id, caseRef } = await aCase();
    const told = { caseRef, status: 'limbo', changedAt: at(1) };
    await tell(told);
    const statusRules = [...crm.statusRules, { when: { status: { exact: 'limbo' } }, status: 'closed' as const }];
    await sync.applier.apply({ connection: { ...crm, statusRules }, source: 'poll' }, [told]);
    expect(await statusOf(id)).toBe('closed');
  });

  it('gives an erased request no text back, not by the case that it was merged into either', async () => {
    const [child, parent] = [await aCase(), await aCase()];
    await tell({ caseRef: child.caseRef, status: 'duplicate', mergedInto: parent.caseRef, changedAt: at(1) });
    await new EraseStore(store.database).erase(child.id, CITY, 'ann');
    await tell({ caseRef: parent.caseRef, status: 'done', publicText: 'Mr Smith called.', changedAt: at(2) });
    expect(await statusOf(child.id)).toBe('closed');
    expect(await sync.updatesOf(child.id)).toEqual(['fixed']);
  });

  it('asks a CRM that tells its changes once how a case stands that became known late, however it did, and for no other', async () => {
    const cases = await Promise.all(Array.from({ length: 6 }, aCase));
    const [made, adopted, guarded, byHand, foreign, imported] = cases as [Case, Case, Case, Case, Case, Case];
    await sql`update bridge.crm_case set ask_at = null where case_ref <> all(${refs(cases)}::text[])`.execute(store.database);
    await attempted(made, 'delivered');
    await attempted(adopted, 'retry', 'adopted');
    // A fallback had its report, so that it was looked for first.
    await attempted(guarded, 'adopted');
    await attempted(byHand, 'dead');
    await sql`delete from bridge.delivery where request_id = (select request_id from bridge.crm_case where case_ref = ${foreign.caseRef})`.execute(
      store.database,
    );
    await sql`update bridge.crm_case set ask_rank = 1 where case_ref = ${imported.caseRef}`.execute(store.database);
    const asked = await sync.sync.adoptedUnseen(CRM, 10);
    expect(asked.sort()).toEqual(refs([adopted, guarded, byHand, foreign]).sort());
    await sync.sync.wereAsked(CRM, asked, undefined);
    expect(await sync.sync.adoptedUnseen(CRM, 10)).toEqual([]);
  });

  it('asks for young cases often and for old ones seldom, and always for some of both', async () => {
    const young = await Promise.all(Array.from({ length: 8 }, aCase));
    const old = await Promise.all(Array.from({ length: 8 }, aCase));
    await sql`
      update bridge.crm_case set created_at = now() - interval '40 days', ask_rank = 1 where case_ref = any(${refs(old)}::text[])`.execute(
      store.database,
    );
    await sql`
      update bridge.crm_case set ask_at = null where case_ref <> all(${[...refs(young), ...refs(old)]}::text[])`.execute(
      store.database,
    );
    const due = await sync.sync.dueCases(CRM, 8);
    expect([
      due.filter((each) => refs(young).includes(each)).length,
      due.filter((each) => refs(old).includes(each)).length,
    ]).toEqual([6, 2]);
    await sync.sync.wereAsked(CRM, [...refs(young), ...refs(old)], 60_000);
    expect(await sync.sync.dueCases(CRM, 8)).toEqual([]);
    const { rows } = await sql<{ ask_rank: number; hours: number }>`
      select ask_rank, extract(epoch from max(ask_at) - now())::float8 / 3600 as hours from bridge.crm_case where ask_at is not null
      group by ask_rank order by ask_rank`.execute(store.database);
    expect(rows.map(({ ask_rank, hours }) => [ask_rank, hours > 12])).toEqual([
      [0, false],
      [1, true],
    ]);
  });
});
