import { sql } from 'kysely';
import { ApiClientStore } from '../../src/store/api-client.store.js';
import { ImportStore } from '../../src/store/imports/import.store.js';
import { RefusedByDatabase } from '../../src/store/imports/refused-by-database.js';
import { JourneyStore } from '../../src/store/journey.store.js';
import { numbersOf } from '../../src/store/public-numbers.js';
import { RequestStore } from '../../src/store/request.store.js';
import { SyncStore } from '../../src/store/sync.store.js';
import { anImportedRequest, anImportTarget } from '../support/an-imported-request.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';

describe.each(BOTH)('on %s', (_name, open) => {
  let store: TestStore;
  let imports: ImportStore;

  beforeAll(async () => {
    store = await open();
    imports = new ImportStore(store.database);
  });
  afterAll(() => store.close());

  const keep = async (...[requests, target]: [Parameters<ImportStore['keep']>[1], object?]) =>
    (await imports.keep(anImportTarget(target), requests, { at: 1 })).map(({ is }) => is);
  const one = async (publicId: string) =>
    (
      await sql<Record<string, unknown>>`
      select r.*, (select count(*)::int from bridge.delivery d where d.request_id = r.id) as deliveries from bridge.service_request r
      where public_id = ${publicId}`.execute(store.database)
    ).rows[0];

  it('keeps a request under its old id, public and with no delivery', async () => {
    expect(await keep([anImportedRequest('101000001')])).toEqual(['new']);
    expect(await one('101000001')).toMatchObject({ private: false, api_client_id: null, deliveries: 0, status: 'closed' });
  });

  it('changes nothing when the same comes again, and only what has changed when something has', async () => {
    const all = [anImportedRequest('A-1'), anImportedRequest('A-2', { status: 'open', detailedStatus: 'open' })];
    await keep(all);
    expect(await keep(all)).toEqual(['unchanged', 'unchanged']);
    expect(await keep([all[0]!, { ...all[1]!, status: 'closed', detailedStatus: 'fixed', statusNotes: 'Filled' }])).toEqual([
      'unchanged',
      'changed',
    ]);
    expect(await one('A-2')).toMatchObject({ status: 'closed', detailed_status: 'fixed', status_notes: 'Filled' });
  });

  it('refuses an id that another request has, and keeps the others', async () => {
    await keep([anImportedRequest('B-1')], { source: 'somewhere else' });
    const results = await imports.keep(anImportTarget(), [anImportedRequest('B-1'), anImportedRequest('B-2')], null);
    expect(results).toEqual([{ is: 'refused', reason: expect.stringContaining('B-1 is taken here') as string }, { is: 'new' }]);
  });

  it('lets our own numbers go on after the highest that came, and a report that meets one takes the next', async () => {
    const target = { jurisdictionId: 'numbers.example', publicIdPattern: 'NNN' };
    expect(await keep([anImportedRequest('041'), anImportedRequest('007')], target)).toEqual(['new', 'new']);
    const clientId = (await new ApiClientStore(store.database).create('an app')).client.id;
    const file = () => new RequestStore(store.database).accept(aReport(clientId, target));
    expect((await file()).publicId).toBe('042');
    await keep([anImportedRequest('043')], target);
    await sql`select setval(${numbersOf('numbers.example')}, 42)`.execute(store.database);
    expect((await file()).publicId).toBe('044');
  });

  it('gives a number of ours, of the year in which it was filed, to a request whose old id can not stand here', async () => {
    expect(await keep([anImportedRequest('SR 1/2', { publicId: undefined })])).toEqual(['new']);
    const [journey] = await new JourneyStore(store.database).find('SR 1/2');
    expect(journey?.publicId).toMatch(/^15-\d{8}$/);
  });

  it('keeps none of a batch in which one holds what the database can not', async () => {
    const nul = anImportedRequest('N-2', { description: 'a\0b' });
    await expect(keep([anImportedRequest('N-1'), nul])).rejects.toThrow(RefusedByDatabase);
    expect(await one('N-1')).toBeUndefined();
  });

  it('follows a request whose case is told while it is open, and takes no case that another request has', async () => {
    const connection = { connection: 'riverton.example/crm' };
    const open = { status: 'open', detailedStatus: 'open' } as const;
    const requests = [
      anImportedRequest('C-1', { caseRef: 'case 1', ...open }),
      anImportedRequest('C-2', { caseRef: 'case 2' }),
      anImportedRequest('C-3', { caseRef: 'case 1', ...open }),
    ];
    expect(await keep(requests, connection)).toEqual(['new', 'new', 'refused']);
    expect(await new SyncStore(store.database).dueCases('riverton.example/crm', 10)).toEqual(['case 1']);
    const { rows } = await sql`
      select d.state, d.attempts from bridge.delivery d join bridge.imported_request i using (request_id) where i.source_id like 'C-%'`.execute(
      store.database,
    );
    expect(rows).toEqual([
      { state: 'delivered', attempts: 0 },
      { state: 'delivered', attempts: 0 },
    ]);
  });

  it('leaves a request as it is of which the CRM has told since', async () => {
    const connection = { connection: 'riverton.example/crm' };
    const request = anImportedRequest('D-1', { caseRef: 'case D', status: 'open', detailedStatus: 'open' });
    await keep([request], connection);
    await new SyncStore(store.database).apply('riverton.example/crm', [
      { caseRef: 'case D', crmStatus: 'done', public: { status: 'closed', detail: 'fixed' } },
    ]);
    expect(await keep([{ ...request, description: 'Edited there' }], connection)).toEqual(['left']);
    expect(await one('D-1')).toMatchObject({ status: 'closed', description: 'A hole' });
  });

  it('says what it would do, and does nothing of it', async () => {
    expect(await imports.preview(anImportTarget(), [anImportedRequest('P-1'), anImportedRequest('A-1')])).toMatchObject([
      { is: 'new' },
      { is: 'unchanged' },
    ]);
    expect(await one('P-1')).toBeUndefined();
  });

  it('knows where a run that was cut off goes on, until one comes to its end', async () => {
    await imports.keep(anImportTarget({ source: 'long' }), [], { rows: 500 });
    expect(await imports.position('riverton.example', 'long')).toEqual({ rows: 500 });
    await imports.keepPosition('riverton.example', 'long', null);
    expect(await imports.position('riverton.example', 'long')).toBeUndefined();
  });
});
