import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { auditOf } from '../../src/store/audit.js';
import { EraseStore } from '../../src/store/erase.store.js';
import { RequestReader } from '../../src/store/reads/request-reader.js';
import { aLane, anAttempt, type Lane, stepsOf, type StepRow } from '../support/lanes.js';
import { SyncStore } from '../../src/store/sync.store.js';
import { BOTH, type TestStore } from '../support/stores.js';

const FAR = new Date('2099-01-01T00:00:00Z');
/** In every text that a person could have written. */
const MARK = 'Quokka';

describe.each(BOTH)('erasing on %s', (_name, open) => {
  let store: TestStore;
  let erase: EraseStore;
  beforeAll(async () => {
    store = await open();
    erase = new EraseStore(store.database);
  });
  afterAll(() => store.close());

  const told = async (steps: readonly StepRow[], jurisdictionId = 'riverton.example'): Promise<Lane> => {
    const lane = await aLane(store.database, steps, {
      jurisdictionId,
      description: `${MARK} in the road`,
      address: `${MARK} Street 1`,
      addressId: MARK,
      attributes: [{ code: 'SIZE', values: [MARK] }],
      reporter: { firstName: MARK, email: `${MARK}@example.org` },
      pictures: [{ source: 'url', sourceUrl: `http://photos/${MARK}.jpg`, token: randomBytes(16).toString('hex') }],
    });
    await anAttempt(store.database, lane.ids[0]!, { kind: 'rejected', exchanges: [{ requestBody: MARK }] });
    const { rows } = await sql<{ id: string }>`
      insert into bridge.client_update (request_id, position, public_id, api_client_id, client_update_hash, client_update_id, status, description, event_at,
        received_at, attributes)
      select ${lane.requestId}, 1, 'U-' || gen_random_uuid(), api_client_id, 'x', 'x', 'unchanged', ${MARK}, now(), now(), ${JSON.stringify([{ code: MARK, values: [] }])}::jsonb
      from bridge.service_request where id = ${lane.requestId} returning id`.execute(store.database);
    await sql`insert into bridge.update_author (update_id, last_name) values (${rows[0]!.id}, ${MARK})`.execute(store.database);
    await sql`
      insert into bridge.request_update (request_id, jurisdiction_id, public_id, source, source_id, status, detailed_status, description, media_urls, event_at, available_at)
      values (${lane.requestId}, ${jurisdictionId}, 'U-' || gen_random_uuid(), 'crm', gen_random_uuid(), 'open', 'open', ${MARK}, ${[MARK]}, now(), now())`.execute(
      store.database,
    );
    await sql`update bridge.delivery set overrides = ${JSON.stringify({ address: MARK })}::jsonb where id = ${lane.ids[0]}`.execute(
      store.database,
    );
    await sql`insert into bridge.crm_case (connection, case_ref, request_id, created_at, news, news_at)
      values ('riverton.example/crm', gen_random_uuid(), ${lane.requestId}, now(), ${JSON.stringify({ status: 'open', notes: MARK, mediaUrls: [MARK] })}::jsonb, now())`.execute(
      store.database,
    );
    await sql`update bridge.service_request set status_notes = ${MARK} where id = ${lane.requestId}`.execute(store.database);
    return lane;
  };
  /** Every table's rows that the mark stands in. */
  const marked = async (): Promise<string[]> => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'bridge' and table_type = 'BASE TABLE' order by 1`.execute(
      store.database,
    );
    const found = [];
    for (const { name } of rows) {
      const hits = await sql`select 1 from ${sql.table(`bridge.${name}`)} t where to_jsonb(t)::text ilike ${`%${MARK}%`}`.execute(
        store.database,
      );
      if (hits.rows.length > 0) found.push(name);
    }
    return found;
  };

  it('leaves no word of a person in any table, and what was open does not go out', async () => {
    const lane = await told([{ state: 'delivered' }, { state: 'dead', last_error_text: `no ${MARK}` }, { blocked: true }]);
    expect(await marked()).toEqual([
      'attempt',
      'client_update',
      'crm_case',
      'delivery',
      'media',
      'reporter',
      'request_update',
      'service_request',
      'update_author',
    ]);
    const preview = await erase.preview(lane.publicId);
    expect(preview).toMatchObject({
      hasReporter: true,
      hasDescription: true,
      answers: 1,
      pictures: 1,
      updates: 2,
      attempts: 1,
      open: 2,
    });
    expect(await erase.erase(lane.publicId, undefined, 'Ada')).toEqual(preview);
    expect(await marked()).toEqual([]);
    expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'cancelled', 'cancelled']);
    const { last_error_text } = await store.database
      .selectFrom('delivery')
      .select('last_error_text')
      .where('id', '=', lane.ids[2]!)
      .executeTakeFirstOrThrow();
    expect(last_error_text).toBe('the request was erased');
    expect(await auditOf(store.database, `request/riverton.example/${lane.publicId}`)).toMatchObject([
      { actor: 'Ada', action: 'request.erase' },
    ]);
  });

  it('leaves it readable for the public, with its service and place and without a text', async () => {
    const { publicId } = await told([{ state: 'delivered' }]);
    await erase.erase(publicId, undefined, 'Ada');
    const reader = new RequestReader(store.database);
    const read = await reader.find('riverton.example', publicId);
    expect(read).toMatchObject({
      id: publicId,
      serviceCode: 'POTHOLE',
      point: { lat: 42.36, long: -71.05 },
      mediaPaths: [],
      attributes: [],
    });
    expect(read).toMatchObject({ description: undefined, address: undefined, statusNotes: undefined });
    expect((await reader.notes('riverton.example', [publicId])).get(publicId)).toMatchObject([{ text: undefined }]);
  });

  it('follows the status of its case afterwards, and keeps none of its texts', async () => {
    const lane = await told([{ state: 'delivered' }], 'followed.example');
    const { rows } = await sql<{
      case_ref: string;
    }>`select case_ref from bridge.crm_case where request_id = ${lane.requestId}`.execute(store.database);
    await erase.erase(lane.publicId, 'followed.example', 'Ada');
    const change = {
      caseRef: rows[0]!.case_ref,
      crmStatus: 'closed',
      crmReason: MARK,
      public: { status: 'closed', detail: 'fixed', notes: MARK, mediaUrls: [MARK] },
    } as const;
    expect(await new SyncStore(store.database).apply('riverton.example/crm', [change])).toEqual(['changed']);
    expect(await marked()).toEqual([]);
  });

  it('again takes what came later, and the first moment stays', async () => {
    const { publicId, requestId } = await told([{ state: 'delivered' }]);
    await erase.erase(publicId, undefined, 'Ada');
    const { erasedAt } = await erase.preview(publicId);
    await sql`update bridge.request_update set description = ${MARK} where request_id = ${requestId}`.execute(store.database);
    expect(await marked()).toEqual(['request_update']);
    await erase.erase(publicId, undefined, 'Ada');
    expect(await marked()).toEqual([]);
    expect((await erase.preview(publicId)).erasedAt).toEqual(erasedAt);
  });

  it('is refused while something of it is being sent, and for a request that there is not, or not clearly', async () => {
    const busy = await told([{ state: 'sending', claimed_by: 'w', not_before: FAR }]);
    await expect(erase.erase(busy.publicId, undefined, 'Ada')).rejects.toThrow(
      `${busy.ids[0]} of it is being sent just now: ask again after 2099-`,
    );
    expect(await marked()).toContain('reporter');
    await expect(erase.preview('nothing')).rejects.toThrow('no request has the id nothing');
    const twin = await told([{ state: 'delivered' }], 'elsewhere.example');
    await sql`update bridge.service_request set public_id = ${busy.publicId} where id = ${twin.requestId}`.execute(
      store.database,
    );
    await expect(erase.preview(busy.publicId)).rejects.toThrow('say --jurisdiction elsewhere.example or riverton.example');
    expect(await erase.preview(busy.publicId, 'elsewhere.example')).toMatchObject({ jurisdiction: 'elsewhere.example', open: 0 });
  });
});
