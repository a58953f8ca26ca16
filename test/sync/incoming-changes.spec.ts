import { sql } from 'kysely';
import type { CaseSnapshot } from '../../src/adapter-kit/adapter.js';
import { onPostgres, type TestStore } from '../support/stores.js';
import { CRM, crm, syncOver } from './support/cases.js';

const POLL = { connection: crm, source: 'poll' } as const;
const CALLBACK = { connection: crm, source: 'callback' } as const;
const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 9, minute));
const ago = (minutes: number) => new Date(Date.now() - 60_000 * minutes);

describe('changes that can not be applied at once', () => {
  let store: TestStore;
  let sync: Awaited<ReturnType<typeof syncOver>>;
  beforeAll(async () => {
    store = await onPostgres();
  });
  beforeEach(async () => {
    sync = await syncOver(store);
    await store.database.deleteFrom('incoming_change').execute();
    await store.database.updateTable('delivery').set({ state: 'cancelled' }).execute();
  });
  afterAll(() => store.close());

  it('keeps what a callback tells of a case that it does not know, and applies it in order once it does', async () => {
    const request = await sync.accepted();
    const told = [
      { caseRef: 'A-1', status: 'working', changedAt: at(1) },
      { caseRef: 'A-1', status: 'done', publicText: 'Filled.', changedAt: at(2) },
    ];
    expect(await sync.applier.apply(CALLBACK, told)).toEqual(['kept', 'kept']);
    expect(await sync.applier.apply(CALLBACK, told)).toEqual(['kept', 'kept']);
    expect(await sync.waiting()).toMatchObject([
      { caseRef: 'A-1', awaits: 'case', times: 2 },
      { caseRef: 'A-1', awaits: 'case', times: 2 },
    ]);
    expect(await sync.kept.release([crm], 10)).toBe(0);
    await sync.delivered(request, 'A-1');
    expect(await sync.kept.release([crm], 10)).toBe(2);
    expect(await sync.see(request)).toMatchObject({ status: 'closed', statusNotes: 'Filled.' });
    expect(await sync.updatesOf(request)).toEqual(['in_progress', 'fixed: Filled.']);
    expect(await sync.waiting()).toEqual([]);
  });

  it('does not keep what a poll tells of cases that are not ours', async () => {
    expect(await sync.applier.apply(POLL, [{ caseRef: 'OTHERS', status: 'done' }])).toEqual(['not ours']);
    expect(await sync.waiting()).toEqual([]);
  });

  it('takes no status from what says nothing of it, and finds no word missing', async () => {
    const request = await sync.accepted();
    await sync.delivered(request, 'G-1');
    await sync.applier.apply(POLL, [{ caseRef: 'G-1', status: 'done' }]);
    expect(await sync.applier.apply(POLL, [{ caseRef: 'G-1', status: '' }])).toEqual(['unchanged']);
    expect(await sync.applier.apply(POLL, [{ caseRef: 'G-1', status: 'done' }])).toEqual(['unchanged']);
    expect(await sync.see(request)).toMatchObject({ status: 'closed' });
    expect((await store.database.selectFrom('unmapped_status').selectAll().execute()).map((row) => row.crm_status)).not.toContain(
      '',
    );
  });

  it('keeps what comes by mail of cases that it does not know', async () => {
    const told = { connection: crm, source: 'mail' } as const;
    expect(await sync.applier.apply(told, [{ caseRef: '77', status: 'done', changeId: 'mail-1' }])).toEqual(['kept']);
    expect(await sync.waiting()).toMatchObject([{ caseRef: '77', source: 'mail' }]);
  });

  it('keeps what a poll tells while the making of a case is in doubt, and forgets it when nothing is', async () => {
    const request = await sync.accepted();
    await sync.inState(request, 'unknown');
    const told = [
      { caseRef: 'B-1', status: 'done', changedAt: new Date() },
      { caseRef: 'LONG-AGO', status: 'done', changedAt: at(0) },
    ];
    expect(await sync.applier.apply(POLL, told)).toEqual(['kept', 'not ours']);
    await store.database
      .updateTable('incoming_change')
      .set({ last_received_at: at(0) })
      .execute();
    await sync.incoming.prune(10);
    expect(await sync.waiting()).toHaveLength(1);
    await sync.inState(request, 'dead');
    await sync.incoming.prune(10);
    expect(await sync.waiting()).toEqual([]);
  });

  describe('once the case is known', () => {
    /** Kept while the making of the case was in doubt, each a second or more before what came next. */
    async function keptOf(caseRef: string, ...told: Omit<CaseSnapshot, 'caseRef'>[]) {
      const request = await sync.accepted();
      await sync.inState(request, 'sending');
      for (const each of told) {
        expect(await sync.applier.apply(POLL, [{ caseRef, ...each }])).toEqual(['kept']);
        await sql`update bridge.incoming_change set last_received_at = last_received_at - interval '1 second'`.execute(
          store.database,
        );
      }
      await sync.delivered(request, caseRef);
      return request;
    }

    it('leaves a case closed that the CRM closed after it told that it is open', async () => {
      const request = await keptOf('H-1', { status: 'new' });
      const closed = { caseRef: 'H-1', status: 'done', changedAt: ago(1) };
      expect(await sync.applier.apply(POLL, [closed])).toEqual(['changed']);
      expect(await sync.kept.release([crm], 10)).toBe(1);
      expect(await sync.applier.apply(POLL, [closed])).toEqual(['unchanged']);
      expect(await sync.see(request)).toMatchObject({ status: 'closed' });
      expect(await sync.updatesOf(request)).toEqual(['fixed']);
      expect(await sync.waiting()).toEqual([]);
    });

    it('leaves a case open that the CRM opened again after it told that it is closed', async () => {
      const request = await keptOf('H-2', { status: 'done', changedAt: ago(1) });
      await sync.applier.apply(POLL, [{ caseRef: 'H-2', status: 'working' }]);
      await sync.kept.release([crm], 10);
      expect(await sync.updatesOf(request)).toEqual(['in_progress']);
    });

    it('tells one by one what was kept of it, though no part has a time', async () => {
      const request = await keptOf('H-3', { status: 'working' }, { status: 'done' });
      await sync.kept.release([crm], 10);
      expect(await sync.updatesOf(request)).toEqual(['in_progress', 'fixed']);
    });

    it('tells all of it, though two processes apply what was kept at the same time', async () => {
      const request = await keptOf('H-6');
      const kept = (minutes: number, changeId: string, detail: 'in_progress' | 'fixed') =>
        ({
          ...{ caseRef: 'H-6', crmStatus: detail, changeId, toldAt: ago(minutes) },
          public: { status: detail === 'fixed' ? 'closed' : 'open', detail },
        }) as const;
      const told = [kept(3, 'first', 'in_progress'), kept(3, 'first', 'in_progress'), kept(2, 'second', 'fixed')];
      expect(await sync.sync.apply(CRM, told)).toEqual(['changed', 'unchanged', 'changed']);
      expect(await sync.updatesOf(request)).toEqual(['in_progress', 'fixed']);
    });

    it('ends with what the CRM told last, though it told the same before', async () => {
      const request = await keptOf('H-4', { status: 'working' }, { status: 'done' }, { status: 'working' });
      await sync.kept.release([crm], 10);
      expect(await sync.see(request)).toMatchObject({ status: 'open' });
      expect(await sync.waiting()).toEqual([]);
    });

    it('leaves a case closed that the CRM closed by a message while a poll waited for its answer, which still said open', async () => {
      const request = await keptOf('H-7');
      const poll = { ...POLL, toldAt: await sync.sync.now() };
      await sync.applier.apply({ connection: crm, source: 'callback' }, [{ caseRef: 'H-7', status: 'done' }]);
      expect(await sync.applier.apply(poll, [{ caseRef: 'H-7', status: 'working' }])).toEqual(['late']);
      expect(await sync.see(request)).toMatchObject({ status: 'closed' });
      const next = { ...POLL, toldAt: await sync.sync.now() };
      expect(await sync.applier.apply(next, [{ caseRef: 'H-7', status: 'working' }])).toEqual(['changed']);
    });

    it('takes what the CRM tells though the clock of the database was set back', async () => {
      await keptOf('H-8');
      await sync.applier.apply(POLL, [{ caseRef: 'H-8', status: 'working' }]);
      await sql`update bridge.crm_case set last_seen_at = now() + interval '1 hour' where case_ref = 'H-8'`.execute(
        store.database,
      );
      const poll = { ...POLL, toldAt: await sync.sync.now() };
      expect(await sync.applier.apply(poll, [{ caseRef: 'H-8', status: 'done' }])).toEqual(['changed']);
    });

    it('goes by the times of the CRM where it tells them, whatever it told last', async () => {
      const request = await keptOf('H-5', { status: 'done', changedAt: ago(1) });
      await sync.applier.apply(POLL, [{ caseRef: 'H-5', status: 'working', changedAt: ago(2) }]);
      await sync.kept.release([crm], 10);
      expect(await sync.updatesOf(request)).toEqual(['in_progress', 'fixed']);
    });
  });

  it('keeps what names our request until its case is known', async () => {
    const request = await sync.accepted();
    const told = { caseRef: 'C-1', requestId: request, status: 'done' };
    expect(await sync.applier.apply(POLL, [told])).toEqual(['kept']);
    await sync.delivered(request, 'OTHER-NAME');
    expect(await sync.kept.release([crm], 10)).toBe(1);
    expect(await sync.see(request)).toMatchObject({ status: 'closed' });
  });

  it.each([{ caseRef: 'I-1' }, { caseRef: 'I-2', requestId: true }, { caseRef: 'I-3-THERE', requestId: true, here: 'I-3' }])(
    'loses nothing, and asks nobody, where the case became known while its change was read: %j',
    async ({ caseRef, requestId, here = caseRef }) => {
      const request = await sync.accepted();
      await sync.delivered(request, here);
      const told = { caseRef, status: 'done', changedAt: ago(1), ...(requestId && { requestId: request }) };
      expect((await sync.unknown.keep(POLL, [told])).size).toBe(1);
      expect(await sync.waiting()).toMatchObject([{ awaits: 'case' }]);
      await sync.kept.release([crm], 10);
      expect(await sync.see(request)).toMatchObject({ status: 'closed' });
    },
  );

  it('asks a person when a CRM names a request that has no case there', async () => {
    const request = await sync.accepted('riverton.example/other');
    expect(await sync.applier.apply(POLL, [{ caseRef: 'D-1', requestId: request, status: 'done' }])).toEqual(['kept']);
    expect(await sync.waiting()).toMatchObject([{ awaits: 'person', publicId: request }]);
    expect((await sync.waiting())[0]!.reason).toContain(request);
  });

  it('lists an item that the database refuses, and applies the others', async () => {
    const [one, two] = [await sync.accepted(), await sync.accepted()];
    await sync.delivered(one, 'E-1');
    await sync.delivered(two, 'E-2');
    const bad = { caseRef: 'E-1', status: 'done', changedAt: new Date(-8.64e15) };
    expect(await sync.applier.apply(POLL, [bad, { caseRef: 'E-2', status: 'done' }])).toEqual(['failed', 'changed']);
    expect(await sync.waiting()).toMatchObject([{ awaits: 'person', caseRef: 'E-1' }]);
  });

  it('takes texts with characters that no database takes', async () => {
    const request = await sync.accepted();
    await sync.delivered(request, 'F-1');
    const told = { caseRef: 'F-1', status: 'done', publicText: 'Fil\0led \ud800.', changedAt: new Date(Number.NaN) };
    expect(await sync.applier.apply(POLL, [told])).toEqual(['changed']);
    expect(await sync.see(request)).toMatchObject({ statusNotes: 'Filled \ufffd.' });
  });

  it('leaves a doubt dismissed when the CRM tells it again', async () => {
    const doubt = { id: 'line 7', reason: 'no case number', summary: 'closed' };
    await sync.applier.keepDoubts(POLL, [doubt]);
    await sync.incoming.settle((await sync.waiting())[0]!.id, 'dismissed', 'ann');
    await sync.applier.keepDoubts(POLL, [doubt]);
    expect(await sync.waiting()).toEqual([]);
    await expect(
      sync.incoming.settle((await sync.incoming.list({ states: ['dismissed'], limit: 1 }))[0]!.id, 'applied', 'ann'),
    ).rejects.toThrow('does not wait any more');
  });
});
