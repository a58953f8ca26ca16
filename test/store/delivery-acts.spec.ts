import { sql } from 'kysely';
import { auditOf } from '../../src/store/audit.js';
import { DeadLetterStore } from '../../src/store/dead-letters.store.js';
import { unblockNext } from '../../src/store/lane.js';
import { aLane, type Lane, stepsOf } from '../support/lanes.js';
import { BOTH, type TestStore } from '../support/stores.js';

const CONNECTION = 'riverton.example/crm';
const FAR = new Date('2099-01-01T00:00:00Z');

describe.each(BOTH)('acts on deliveries on %s', (_name, open) => {
  let store: TestStore;
  let letters: DeadLetterStore;
  beforeAll(async () => {
    store = await open();
    letters = new DeadLetterStore(store.database);
  });
  afterAll(() => store.close());
  beforeEach(() => sql`delete from bridge.service_request`.execute(store.database));

  const rowOf = (id: string) => store.database.selectFrom('delivery').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  const casesOf = async (lane: Lane) =>
    (await store.database.selectFrom('crm_case').select('case_ref').where('request_id', '=', lane.requestId).execute()).map(
      ({ case_ref }) => case_ref,
    );
  const dead = { state: 'dead', attempts: 1, last_error_kind: 'rejected', last_error_text: 'no such category' } as const;

  const adopted = (caseRef: string, takesPictures = false) =>
    ({ is: 'adopt', caseRef, takesPictures: () => takesPictures }) as const;

  describe('an unknown outcome', () => {
    const doubt = [
      { state: 'unknown', attempts: 1, settled_at: null },
      { blocked: true, not_before: FAR },
      { blocked: true },
    ] as const;

    it('is resolved by the case a person found: delivered, the case known, and the lane goes on', async () => {
      const lane = await aLane(store.database, doubt);
      await letters.resolve(lane.ids[0]!, adopted('SR-1'), 'Ada');
      expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'pending', 'pending blocked']);
      expect(await casesOf(lane)).toEqual(['SR-1']);
      expect((await rowOf(lane.ids[0]!)).settled_at).toBeInstanceOf(Date);
      expect((await rowOf(lane.ids[1]!)).not_before.getTime()).toBeLessThan(FAR.getTime());
      expect(await auditOf(store.database, `delivery/${lane.ids[0]}`)).toMatchObject([
        { action: 'delivery.resolve.adopt', detail: { caseRef: 'SR-1', was: 'unknown' } },
      ]);
    });

    it('adopted is followed by the pictures of the report, before its notes', async () => {
      const picture = { source: 'url', sourceUrl: 'http://photos/1.jpg', token: 'a'.repeat(32) } as const;
      const lane = await aLane(store.database, [{ state: 'unknown' }], { pictures: [picture] });
      await letters.resolve(lane.ids[0]!, adopted('SR-9', true), 'Ada');
      const { lane: steps } = await letters.show(lane.ids[0]!);
      expect(steps.map(({ step, state, blocked }) => [step, state, blocked])).toEqual([
        ['create_case', 'delivered', false],
        ['attach_media', 'pending', false],
      ]);
    });

    it('takes no case of another request, also when both are adopted at once', async () => {
      const lanes = [await aLane(store.database, doubt), await aLane(store.database, doubt)];
      const results = await Promise.allSettled(lanes.map(({ ids }) => letters.resolve(ids[0]!, adopted('SR-2'), 'Ada')));
      const loser = results.findIndex(({ status }) => status === 'rejected');
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((results[loser] as PromiseRejectedResult).reason).toMatchObject({
        message: `case SR-2 belongs to request ${lanes[1 - loser]!.publicId} already: look up the right reference in the CRM`,
      });
      expect((await stepsOf(store.database, lanes[loser]!))[0]).toBe('unknown');
    });

    it('of a note is resolved as done without a case, and of a case not', async () => {
      const lane = await aLane(store.database, [{ state: 'delivered' }, { state: 'unknown' }, { blocked: true }]);
      const note = lane.ids[1]!;
      await expect(letters.resolve(note, adopted('SR-3'), 'Ada')).rejects.toThrow('say --done');
      await letters.resolve(note, { is: 'done' }, 'Ada');
      expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'delivered', 'pending']);
      const { ids } = await aLane(store.database, doubt);
      await expect(letters.resolve(ids[0]!, { is: 'done' }, 'Ada')).rejects.toThrow('--adopt REF');
      await expect(letters.resolve(ids[0]!, adopted(' '), 'Ada')).rejects.toThrow('reference is empty');
    });

    it('is sent again without looking where a person says so', async () => {
      const lane = await aLane(store.database, doubt);
      await sql`update bridge.delivery set look_first = true where id = ${lane.ids[0]}`.execute(store.database);
      await letters.resolve(lane.ids[0]!, { is: 'resend' }, 'Ada');
      expect(await rowOf(lane.ids[0]!)).toMatchObject({ state: 'pending', look_first: false });
      expect((await stepsOf(store.database, lane)).slice(1)).toEqual(['pending blocked', 'pending blocked']);
    });

    it('is dropped with its reason and everything that needs its case', async () => {
      const lane = await aLane(store.database, doubt);
      await letters.resolve(lane.ids[0]!, { is: 'drop', reason: 'filed by phone' }, 'Ada');
      expect(await stepsOf(store.database, lane)).toEqual(['cancelled', 'cancelled', 'cancelled']);
      expect(await rowOf(lane.ids[2]!)).toMatchObject({ last_error_text: 'filed by phone' });
    });

    it('is the only state to resolve, but for a dead letter whose case was found all the same', async () => {
      const { ids } = await aLane(store.database, [dead]);
      await expect(letters.resolve(ids[0]!, { is: 'resend' }, 'Ada')).rejects.toThrow('is dead: only a delivery that is unknown');
      const lane = await aLane(store.database, [dead, { blocked: true }]);
      await letters.resolve(lane.ids[0]!, adopted('SR-DEAD'), 'Ada');
      expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'pending']);
      expect(await casesOf(lane)).toEqual(['SR-DEAD']);
    });
  });

  describe('cancelling', () => {
    it('a case takes all later steps with it', async () => {
      const lane = await aLane(store.database, [dead, { blocked: true }, { blocked: true }]);
      expect(await letters.cancel(lane.ids[0]!, 'a test report', 'Ada')).toEqual(lane.ids);
      expect(await stepsOf(store.database, lane)).toEqual(['cancelled', 'cancelled', 'cancelled']);
    });

    it('a later step goes alone, and the next one is due', async () => {
      const lane = await aLane(store.database, [{ state: 'delivered' }, dead, { blocked: true }, { blocked: true }]);
      expect(await letters.cancel(lane.ids[1]!, 'spam', 'Ada')).toEqual([lane.ids[1]]);
      expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'cancelled', 'pending', 'pending blocked']);
      await letters.cancel(lane.ids[3]!, 'spam', 'Ada');
      expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'cancelled', 'pending', 'cancelled']);
    });

    it('lets the public status follow what is left', async () => {
      const lane = await aLane(store.database, [dead]);
      const news = { status: 'closed', detail: 'fixed', notes: 'Filled', sourceId: lane.publicId };
      await sql`insert into bridge.crm_case (connection, case_ref, request_id, created_at, news, news_at)
        values ('riverton.example/other', 'O-1', ${lane.requestId}, now(), ${JSON.stringify(news)}::jsonb, now())`.execute(
        store.database,
      );
      await letters.cancel(lane.ids[0]!, 'a twin', 'Ada');
      const request = await store.database
        .selectFrom('service_request')
        .select(['status', 'status_notes'])
        .where('id', '=', lane.requestId)
        .executeTakeFirstOrThrow();
      expect(request).toEqual({ status: 'closed', status_notes: 'Filled' });
    });

    it('is refused while a worker has it, for what is settled, and without a reason', async () => {
      const { ids } = await aLane(store.database, [{ state: 'sending', claimed_by: 'w', not_before: FAR }]);
      await expect(letters.cancel(ids[0]!, 'spam', 'Ada')).rejects.toThrow('is being sent just now by w');
      const settled = await aLane(store.database, [{ state: 'delivered' }]);
      await expect(letters.cancel(settled.ids[0]!, 'spam', 'Ada')).rejects.toThrow('that is final');
      await expect(letters.cancel(ids[0]!, ' ', 'Ada')).rejects.toThrow('the reason is empty');
    });

    it('while the step before is being settled leaves no step behind', async () => {
      const lane = await aLane(store.database, [{ state: 'sending' }, { blocked: true }, { blocked: true }]);
      let cancelled: Promise<unknown> | undefined;
      await store.database.transaction().execute(async (tx) => {
        await tx.updateTable('delivery').set({ state: 'delivered' }).where('id', '=', lane.ids[0]!).execute();
        cancelled = letters.cancel(lane.ids[1]!, 'spam', 'Ada');
        await unblockNext(tx, lane.requestId, CONNECTION);
      });
      await cancelled;
      expect(await stepsOf(store.database, lane)).toEqual(['delivered', 'cancelled', 'pending']);
    });
  });

  describe('editing', () => {
    const servicesOf = () => [
      { code: 'POTHOLE', name: 'Pothole' },
      { code: 'TREE', name: 'Fallen tree' },
    ];
    const edit = (id: string, changes: readonly string[], send = false) =>
      letters.edit(
        id,
        {
          changes: changes.map((each) => ({ field: each.split('=')[0]!, value: each.slice(each.indexOf('=') + 1) })),
          send,
          servicesOf,
        },
        'Ada',
      );

    it('changes what this destination gets, keeps earlier edits and the public record, and sends where asked', async () => {
      const report = {
        attributes: [
          { code: 'SIZE', values: ['L'] },
          { code: 'NOTE', values: ['x'] },
        ],
      };
      const lane = await aLane(store.database, [dead], report);
      const id = lane.ids[0]!;
      const { before, after } = await edit(id, ['service_code=TREE', 'attribute.SIZE=M', 'attribute.SIZE=S', 'lat=42.5']);
      expect(before).toMatchObject({
        serviceCode: 'POTHOLE',
        point: { lat: 42.36, long: -71.05 },
        attributes: report.attributes,
      });
      expect(after).toMatchObject({
        serviceCode: 'TREE',
        serviceName: 'Fallen tree',
        point: { lat: 42.5, long: -71.05 },
        description: 'Deep hole',
      });
      expect((await rowOf(id)).state).toBe('dead');
      await edit(id, ['description=Deeper hole', 'address=Elm St 1', 'address_id=7'], true);
      const row = await rowOf(id);
      expect(row.overrides).toEqual({
        serviceCode: 'TREE',
        serviceName: 'Fallen tree',
        description: 'Deeper hole',
        address: 'Elm St 1',
        addressId: '7',
        point: { lat: 42.5, long: -71.05 },
        attributes: [
          { code: 'NOTE', values: ['x'] },
          { code: 'SIZE', values: ['M', 'S'] },
        ],
      });
      expect(row.state).toBe('sending');
      const acts = await auditOf(store.database, `delivery/${id}`);
      expect(acts.map(({ detail }) => detail)).toMatchObject([
        { sent: false },
        { fields: ['description', 'address', 'address_id'], sent: true },
      ]);
      expect(JSON.stringify(acts)).not.toContain('Deeper');
      const { description } = await store.database
        .selectFrom('service_request')
        .select('description')
        .where('id', '=', lane.requestId)
        .executeTakeFirstOrThrow();
      expect(description).toBe('Deep hole');
    });

    it.each([
      [
        'colour=red',
        'there is no field colour; there are service_code, description, address, address_id, lat, long, attribute.CODE',
      ],
      ['attribute.=red', 'there is no field attribute.'],
      ['service_code=BIN', 'service_code: there is no service BIN; there are POTHOLE, TREE'],
      ['lat=91', 'lat: must be degrees between -90 and 90'],
      ['long=west', 'long: must be degrees between -180 and 180'],
    ])('with %s is refused by name', async (change, message) => {
      const { ids } = await aLane(store.database, [dead]);
      await expect(edit(ids[0]!, [change])).rejects.toThrow(message);
      expect((await rowOf(ids[0]!)).overrides).toBeNull();
    });

    it('is for the report itself, not for later steps; half a place is refused where there is none', async () => {
      const { ids } = await aLane(store.database, [{ state: 'delivered' }, dead]);
      await expect(edit(ids[1]!, ['address=x'])).rejects.toThrow(`the report itself goes out with ${ids[0]}`);
      const nowhere = await aLane(store.database, [dead], { point: undefined });
      await expect(edit(nowhere.ids[0]!, ['lat=1'])).rejects.toThrow('set lat and long together');
    });

    it('that can not be sent changes nothing', async () => {
      const { ids } = await aLane(store.database, [{ state: 'unknown' }]);
      await expect(edit(ids[0]!, ['address=x'], true)).rejects.toThrow('nobody knows whether');
      expect((await rowOf(ids[0]!)).overrides).toBeNull();
    });
  });
});
