import { sql } from 'kysely';
import { EraseStore } from '../../src/store/erase.store.js';
import { ReconcileStore } from '../../src/store/reconcile.store.js';
import { staleCases } from '../../src/store/stale-cases.js';
import { TokenStore } from '../../src/store/token.store.js';
import { BOTH, type TestStore } from '../support/stores.js';
import { at, MAIN, transfersOver, WATER } from './support/transfers.js';

const HANDED = 'internal_referral: Handed to Water Works.';
/** Both connections get the report, and the second one's case does not count. */
const COPIED = [
  { connection: MAIN, role: 'required' },
  { connection: WATER, role: 'copy' },
] as const;

describe.each(BOTH)('a case that is transferred to another connection, on %s', (_name, open) => {
  let store: TestStore;
  let city: Awaited<ReturnType<typeof transfersOver>>;
  beforeAll(async () => {
    store = await open();
    city = await transfersOver(store);
  });
  afterAll(() => store.close());

  it('is looked for there before it is made, is told to the public once, and stands in the journey in one line', async () => {
    const { publicId } = await city.transferred();
    expect(await city.lanesOf(publicId)).toEqual(['main create_case copy delivered', 'water create_case required pending']);
    const [, there] = await city.stepsOf(publicId);
    expect(there).toMatchObject({ look_first: true, first_sent_at: at(0) });
    expect(await city.updatesOf(publicId)).toEqual([HANDED]);
    expect(await city.transfersIn(publicId)).toEqual([`${MAIN} to ${WATER}, which has the report from here on`]);
  });

  it('is followed there: the old case neither closes the report nor keeps it open', async () => {
    const { publicId, main } = await city.transferred();
    const water = await city.made(publicId, WATER);
    expect(await city.tell(MAIN, { caseRef: main, status: 'done', changedAt: at(11) })).toEqual(['unchanged']);
    expect(await city.see(publicId)).toMatchObject({ status: 'open' });
    await city.tell(MAIN, { caseRef: main, status: 'working', changedAt: at(12) });
    expect(await city.tell(WATER, { caseRef: water, status: 'done', publicText: 'Main mended.', changedAt: at(13) })).toEqual([
      'changed',
    ]);
    expect(await city.see(publicId)).toMatchObject({ status: 'closed', statusNotes: 'Main mended.' });
    expect(await city.updatesOf(publicId)).toEqual([HANDED, 'fixed: Main mended.']);
  });

  it('stays where it is when the same is told again, in other words or late', async () => {
    const { publicId, main } = await city.transferred();
    const lanes = await city.lanesOf(publicId);
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    await city.tell(MAIN, { caseRef: main, status: 'to water', reason: 'By post.', changedAt: at(9) });
    await city.tell(MAIN, { caseRef: main, status: 'to water', reason: 'By mail.', changedAt: at(11) });
    expect(await city.lanesOf(publicId)).toEqual(lanes);
    expect(await city.transfersIn(publicId)).toHaveLength(1);
    expect(await city.updatesOf(publicId)).toEqual([HANDED]);
  });

  it('goes back to its old case, which counts again from then on, and no second one is made', async () => {
    const { publicId, main } = await city.transferred();
    const water = await city.made(publicId, WATER);
    await city.tell(MAIN, { caseRef: main, status: 'done', changedAt: at(11) });
    await city.tell(WATER, { caseRef: water, status: 'back', changedAt: at(20) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case required delivered', 'water create_case copy delivered']);
    expect(await city.see(publicId)).toMatchObject({ status: 'open', statusNotes: 'Back at the call centre.' });
    expect(await city.transfersIn(publicId)).toHaveLength(2);
    await city.tell(WATER, { caseRef: water, status: 'done', changedAt: at(21) });
    expect(await city.see(publicId)).toMatchObject({ status: 'open' });
    await city.tell(MAIN, { caseRef: main, status: 'done', changedAt: at(22) });
    expect(await city.see(publicId)).toMatchObject({ status: 'closed' });
  });

  it('is where the last transfer took it, in whatever order the two CRMs are heard', async () => {
    const { publicId, main } = await city.transferred();
    const water = await city.made(publicId, WATER);
    await city.tell(MAIN, { caseRef: main, status: 'working', changedAt: at(21) });
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(22) });
    await city.tell(WATER, { caseRef: water, status: 'back', changedAt: at(20) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case copy delivered', 'water create_case required delivered']);
    await city.tell(WATER, { caseRef: water, status: 'back', publicText: 'Again.', reason: 'Ours it is not', changedAt: at(23) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case required delivered', 'water create_case copy delivered']);
  });

  it('is transferred again though its CRM never said anything else between', async () => {
    const { publicId, main } = await city.transferred();
    const water = await city.made(publicId, WATER);
    await city.tell(WATER, { caseRef: water, status: 'back', changedAt: at(20) });
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(30) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case copy delivered', 'water create_case required delivered']);
  });

  it('does not go to and fro between CRMs that tell how a case stands without saying since when', async () => {
    const publicId = await city.filed();
    const [main, stands] = [await city.made(publicId, MAIN), { main: 'to water', water: 'back' }];
    await city.tell(MAIN, { caseRef: main, status: stands.main });
    const water = await city.made(publicId, WATER);
    for (let round = 0; round < 3; round += 1) {
      await city.tell(WATER, { caseRef: water, status: stands.water });
      await city.tell(MAIN, { caseRef: main, status: stands.main });
    }
    expect(await city.transfersIn(publicId)).toHaveLength(2);
    expect(await city.lanesOf(publicId)).toEqual(['main create_case required delivered', 'water create_case copy delivered']);
  });

  it('is followed whatever both CRMs say of it at the same instant', async () => {
    const all = await Promise.all(
      Array.from({ length: 15 }, async () => {
        const publicId = await city.filed(COPIED);
        return { publicId, main: await city.made(publicId, MAIN), water: await city.made(publicId, WATER) };
      }),
    );
    const told = await Promise.all([
      city.tell(MAIN, ...all.map(({ main }) => ({ caseRef: main, status: 'to water', changedAt: at(10) }))),
      city.tell(WATER, ...all.map(({ water }) => ({ caseRef: water, status: 'done', changedAt: at(12) })).reverse()),
    ]);
    expect(told.flat()).not.toContain('failed');
    for (const { publicId } of all) {
      expect(await city.see(publicId)).toMatchObject({ status: 'closed' });
      expect(await city.updatesOf(publicId)).toEqual([HANDED, 'fixed']);
    }
  });

  it('is the copy that is there already, and says at once what that said since', async () => {
    const publicId = await city.filed(COPIED);
    const [main, water] = [await city.made(publicId, MAIN), await city.made(publicId, WATER)];
    await city.tell(WATER, { caseRef: water, status: 'done', publicText: 'Mended.', changedAt: at(12) });
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case copy delivered', 'water create_case required delivered']);
    expect(await city.updatesOf(publicId)).toEqual([HANDED, 'fixed: Mended.']);
  });

  it.each(['pending', 'dead', 'cancelled'])('is looked for where a copy was %s, and made there after all', async (state) => {
    const publicId = await city.filed(COPIED);
    const main = await city.made(publicId, MAIN);
    await city.setStep(publicId, WATER, 'create_case', state);
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case copy delivered', 'water create_case required pending']);
    expect((await city.stepsOf(publicId))[1]).toMatchObject({ look_first: true, blocked: false, settled_at: null });
  });

  it.each(['sending', 'unknown'])('leaves alone a copy there that is %s: nobody knows more of it now', async (state) => {
    const publicId = await city.filed(COPIED);
    const main = await city.made(publicId, MAIN);
    await city.setStep(publicId, WATER, 'create_case', state);
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case copy delivered', `water create_case required ${state}`]);
  });

  it('takes along the comments that its CRM has not got, waiting or refused, and gets all later ones behind its new case', async () => {
    const publicId = await city.filed();
    const main = await city.made(publicId, MAIN);
    await city.comment(publicId);
    await city.setStep(publicId, MAIN, 'add_note', 'delivered');
    await city.comment(publicId);
    await sql`update bridge.delivery set state = 'dead' where request_id = ${await city.idOf(publicId)} and position = 2000`.execute(
      store.database,
    );
    await city.comment(publicId);
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    await city.comment(publicId);
    expect(await city.lanesOf(publicId)).toEqual([
      'main create_case copy delivered',
      'main add_note copy delivered',
      'main add_note copy cancelled',
      'main add_note copy cancelled',
      'water create_case required pending',
      'water add_note required blocked',
      'water add_note required blocked',
      'water add_note required blocked',
    ]);
    expect((await city.stepsOf(publicId))[2]!.last_error_text).toBe(
      `the case was transferred to ${WATER}: this goes there instead`,
    );
  });

  it('brings comments that waited back with it', async () => {
    const publicId = await city.filed();
    const main = await city.made(publicId, MAIN);
    await city.comment(publicId);
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    const water = await city.made(publicId, WATER);
    await city.tell(WATER, { caseRef: water, status: 'back', changedAt: at(20) });
    expect(await city.lanesOf(publicId)).toEqual([
      'main create_case required delivered',
      'main add_note required pending',
      'water create_case copy delivered',
      'water add_note copy cancelled',
    ]);
  });

  it('lets a comment that waited go at once where the new case is there', async () => {
    const publicId = await city.filed(COPIED);
    const main = await city.made(publicId, MAIN);
    await city.made(publicId, WATER);
    await city.comment(publicId);
    await sql`delete from bridge.delivery where request_id = ${await city.idOf(publicId)} and step = 'add_note' and connection = ${WATER}`.execute(
      store.database,
    );
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    expect((await city.lanesOf(publicId)).at(-1)).toBe('water add_note required pending');
  });

  it('is not moved by what a copy says, nor by a case that goes on in another one', async () => {
    const copied = await city.filed([{ connection: MAIN, role: 'copy' }]);
    await city.tell(MAIN, { caseRef: await city.made(copied, MAIN), status: 'to water', changedAt: at(10) });
    expect(await city.lanesOf(copied)).toEqual(['main create_case copy delivered']);
    const [merged, other] = [await city.filed(), await city.filed()];
    const [caseRef, mergedInto] = [await city.made(merged, MAIN), await city.made(other, MAIN)];
    await city.tell(MAIN, { caseRef, status: 'to water', mergedInto, changedAt: at(10) });
    expect(await city.lanesOf(merged)).toEqual(['main create_case required delivered']);
  });

  it('keeps its number behind its token, too, when the other CRM refuses it', async () => {
    const { publicId } = await city.transferred();
    await sql`update bridge.service_request set token = ${publicId} where public_id = ${publicId}`.execute(store.database);
    await city.setStep(publicId, WATER, 'create_case', 'dead');
    await sql`update bridge.delivery set last_error_kind = 'rejected' where state = 'dead'`.execute(store.database);
    expect(await new TokenStore(store.database).find('riverton.example', publicId)).toEqual({
      id: publicId,
      refusal: undefined,
    });
  });

  it('sends a report nowhere that was erased', async () => {
    const publicId = await city.filed();
    const main = await city.made(publicId, MAIN);
    await new EraseStore(store.database).erase(publicId, undefined, 'Ada');
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case required delivered']);
  });

  it('is transferred, too, when it was found by a person and never sent', async () => {
    const publicId = await city.filed([]);
    const main = await city.made(publicId, MAIN);
    await city.tell(MAIN, { caseRef: main, status: 'to water', changedAt: at(10) });
    expect(await city.lanesOf(publicId)).toEqual(['main create_case copy delivered', 'water create_case required pending']);
  });

  it('is not missed where it was: it is not stale, not asked for and no difference', async () => {
    const { publicId, main } = await city.transferred();
    const days = (connection: string) => ({ connection, stale: { afterDays: 1, except: [] } });
    await sql`update bridge.crm_case set created_at = '2020-01-01', news_at = '2020-01-01', crm_changed_at = '2020-01-01' where case_ref = ${main}`.execute(
      store.database,
    );
    expect((await staleCases(store.database, days(MAIN), 1000)).map(({ caseRef }) => caseRef)).not.toContain(main);
    const row = await store.database.selectFrom('crm_case').select('ask_at').where('case_ref', '=', main).executeTakeFirst();
    expect(row).toEqual({ ask_at: null });
    const reconcile = new ReconcileStore(store.database);
    const standing: string[] = [];
    for await (const page of reconcile.standing(
      { connection: MAIN, jurisdiction: 'riverton.example' },
      { from: at(0), to: at(1) },
    ))
      standing.push(...page.map(({ request }) => request));
    expect(standing).not.toContain(publicId);
    expect((await reconcile.known(MAIN, [main])).get(main)).toMatchObject({ isTransferred: true });
  });
});
