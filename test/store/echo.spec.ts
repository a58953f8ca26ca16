import { ApiClientStore } from '../../src/store/api-client.store.js';
import { EchoStore } from '../../src/store/echo.store.js';
import { RequestStore } from '../../src/store/request.store.js';
import { UpdateStore } from '../../src/store/update.store.js';
import { aReport, BOTH, type TestStore } from '../support/stores.js';

const CONNECTION = 'riverton.example/crm';

describe.each(BOTH)('on %s', (_name, open) => {
  let store: TestStore;
  let noteId: string;
  beforeAll(async () => {
    store = await open();
    const { client } = await new ApiClientStore(store.database).create('tests');
    const apiClientId = client.id;
    const report = aReport(apiClientId, { description: 'Deep hole in\n the road' });
    const { publicId } = await new RequestStore(store.database).accept(report);
    const updates = new UpdateStore(store.database);
    const requestId = (await updates.requestFor(report.jurisdictionId, publicId!, apiClientId))!;
    const at = new Date();
    const posted = { requestId, apiClientId, clientUpdateId: 'c-1', status: 'unchanged', description: 'It has grown.' } as const;
    noteId = (await updates.accept({ ...posted, eventAt: at, receivedAt: at, pictures: [], attributes: [], author: {} }))
      .publicId;
    const row = { connection: CONNECTION, case_ref: 'C-1', request_id: requestId, created_at: at };
    await store.database.insertInto('crm_case').values(row).execute();
  }, 120_000);
  afterAll(() => store.close());

  it.each<[string, () => string, boolean]>([
    ['a note with the id that we wrote into it', () => `[open311 ${noteId}] Ada: anything`, true],
    ['a note word for word, set otherwise', () => ' it has\ngrown. ', true],
    ['the report itself', () => 'Deep hole in the road', true],
    ['an answer that quotes the note', () => 'You wrote: It has grown. We will look.', false],
    ['an answer', () => 'Filled.', false],
  ])('%s: ours? %s', async (_what, text, isOwn) => {
    const own = await new EchoStore(store.database).own(CONNECTION, [
      { caseRef: 'C-2', text: text() },
      { caseRef: 'C-1', text: text() },
    ]);
    expect([...own]).toEqual(isOwn ? [1] : []);
  });
});
