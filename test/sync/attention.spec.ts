import { sql } from 'kysely';
import { Log } from '../../src/settings/log.js';
import type { Settings } from '../../src/settings/settings.js';
import { AttentionStore } from '../../src/store/attention.store.js';
import { auditOf } from '../../src/store/audit.js';
import { FailedCallbacksStore } from '../../src/store/failed-callbacks.store.js';
import { UnmappedWordStore } from '../../src/store/unmapped-word.store.js';
import { MappedWords } from '../../src/sync/mapped-words.js';
import { BOTH, type TestStore } from '../support/stores.js';
import { CRM, crm, syncOver } from './support/cases.js';

describe.each(BOTH)('what waits for a person on %s', (_name, open) => {
  let store: TestStore;
  let sync: Awaited<ReturnType<typeof syncOver>>;
  let attention: AttentionStore;
  beforeAll(async () => {
    store = await open();
    sync = await syncOver(store);
    attention = new AttentionStore(store.database);
  });
  afterAll(() => store.close());

  const kinds = async () => (await attention.waiting([])).map(({ kind, connection, count }) => `${kind} ${connection} ${count}`);

  it('is nothing at first', async () => {
    expect(await kinds()).toEqual([]);
  });

  it('are doubts, until they are settled; what waits for its case waits for nobody', async () => {
    const told = { connection: crm, source: 'callback' } as const;
    await sync.applier.keepDoubts(told, [{ id: 'd1', reason: 'no reference', summary: '' }]);
    await sync.applier.apply(told, [{ caseRef: 'later', status: 'done', changeId: 'c1' }]);
    expect(await kinds()).toEqual([`changes ${CRM} 1`]);
    const [doubt] = (await sync.waiting()).filter(({ awaits }) => awaits === 'person');
    await sync.incoming.settle(doubt!.id, 'dismissed', 'ann');
    expect(await kinds()).toEqual([]);
  });

  it('are messages that could not be read, until they are dismissed by somebody; an emptied one is nothing to do about', async () => {
    await sql`insert into bridge.received_callback (connection, message_id, headers, query, body, state, settled_at)
      values (${CRM}, 'm1', '{}', '', 'who knows', 'failed', '2026-01-05T08:00:00Z'), (${CRM}, 'm2', '{}', '', null, 'failed', now())`.execute(
      store.database,
    );
    expect(await attention.waiting([])).toEqual([
      { kind: 'callbacks', connection: CRM, count: 1, since: new Date('2026-01-05T08:00:00Z') },
    ]);
    const failed = new FailedCallbacksStore(store.database);
    const { id } = (await failed.list(10)).find(({ isEmptied }) => !isEmptied)!;
    await failed.dismiss(id, 'ann', 'a test of theirs');
    expect(await kinds()).toEqual([]);
    expect(await failed.body(id)).toBeUndefined();
    expect(await auditOf(store.database, `callback/${id}`)).toMatchObject([
      { actor: 'ann', action: 'callbacks.dismiss', detail: { connection: CRM, reason: 'a test of theirs' } },
    ]);
    await expect(failed.dismiss(id, 'ann', 'again')).rejects.toThrow(/callbacks list/);
  });

  it('are status words without a rule, until a bridge starts that has one', async () => {
    const request = await sync.accepted();
    await sync.delivered(request, 'W-1');
    const told = { connection: crm, source: 'callback' } as const;
    for (const reason of ['frost', 'frost', 'works'])
      await sync.applier.apply(told, [{ caseRef: 'W-1', status: 'resting', reason, changeId: Math.random().toString() }]);
    const words = new UnmappedWordStore(store.database);
    expect(
      (await words.list(CRM)).map(({ status, reason, seen, sampleCaseRef }) => [status, reason, seen, sampleCaseRef]),
    ).toEqual([
      ['resting', 'frost', 2, 'W-1'],
      ['resting', 'works', 1, 'W-1'],
    ]);
    expect(await words.list('riverton.example/other')).toEqual([]);

    const rule = { when: { status: { exact: 'resting' }, reason: { exact: 'works' } }, status: 'open' } as const;
    await start({ ...crm, statusRules: [...crm.statusRules, rule] });
    expect((await words.list()).map(({ reason }) => reason)).toEqual(['frost']);
    expect(await kinds()).toEqual([`unmapped ${CRM} 1`]);
    await start({ ...crm, id: 'riverton.example/another' });
    expect(await kinds()).toEqual([]);
  });

  async function start(connection: typeof crm): Promise<void> {
    const settings = { jurisdictions: [{ connections: [connection] }] } as unknown as Settings;
    await new MappedWords(settings, new UnmappedWordStore(store.database), Log.at('silent')).onApplicationBootstrap();
  }
});
