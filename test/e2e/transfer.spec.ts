import { EmulatorControl } from '../../src/adapter-kit/emulator/emulator-control.js';
import type { Emulator } from '../../src/adapter-kit/emulator/emulator.js';
import { adapterCatalogue } from '../../src/connections/adapter-catalogue.js';
import { JourneyStore } from '../../src/store/journey.store.js';
import { City } from '../support/city.js';
import { until } from '../support/deployment.js';
import { SEARCHABLE_REST } from '../support/searchable-rest.js';

const DELIVERY = { backoffMinMs: 50, backoffMaxMs: 200, settleMs: 50 };
const SYNC = { pollEveryMs: 200, overlapMs: 5000 };

/** The call centre, which hands what leaks to the water works. */
const callCentre = ({ settings }: Emulator) => ({
  type: 'lagan',
  settings: { ...settings, defaultCase: { eventCode: 4000001 } },
  statusRules: [
    {
      when: { status: 'closed', reason: 'Transferred to Water Works' },
      status: 'open',
      detail: 'internal_referral',
      notes: 'Handed to Water Works.',
      transferTo: 'water',
    },
    { when: { status: 'closed' }, status: 'closed' },
  ],
  delivery: DELIVERY,
  sync: SYNC,
});

const waterWorks = ({ settings }: Emulator) => ({
  type: 'rest',
  settings: {
    ...settings,
    ...SEARCHABLE_REST,
    note: { path: '/cases/{{ caseRef }}/notes', body: '{ "text": note.text, "reference": note.id }' },
    changes: {
      path: '/cases',
      query: { changedSince: '{{ from }}', changedBefore: '{{ to }}', page: '{{ page }}' },
      list: 'body.cases',
      caseRef: 'id',
      status: 'state.code',
      reason: 'state.reason',
      changedAt: 'modifiedAt',
      nextPage: 'body.nextPage',
    },
  },
  statusRules: [
    { when: { status: 'NEW' }, status: 'open' },
    { when: { status: 'DONE' }, status: 'closed', detail: 'fixed' },
  ],
  delivery: DELIVERY,
  sync: SYNC,
});

let emulators: readonly [main: Emulator, water: Emulator];
let main: EmulatorControl;
let water: EmulatorControl;
let city: City;
beforeAll(async () => {
  emulators = [await adapterCatalogue.startEmulator('lagan', {}), await adapterCatalogue.startEmulator('rest', {})];
  [main, water] = emulators.map(({ controlUrl }) => new EmulatorControl(controlUrl)) as [EmulatorControl, EmulatorControl];
  city = await City.start({ main: callCentre(emulators[0]), water: waterWorks(emulators[1]) }, [{ to: 'main' }]);
}, 60_000);
afterAll(async () => {
  await city?.stop();
  await Promise.all(emulators.map((each) => each.close()));
});

interface Shown {
  readonly service_request_id: string;
  readonly status: string;
  readonly status_notes: string | null;
}

const shown = async (publicId: string) =>
  ((await (await fetch(`${city.bridge.url}/open311/v2/requests/${publicId}.json`)).json()) as [Shown])[0];
const updates = async () =>
  (await (await fetch(`${city.bridge.url}/open311/v2/servicerequestupdates.json`)).json()) as { description: string | null }[];
const caseInMain = async (publicId: string) =>
  (await until(
    () => main.cases().then((cases) => cases.find(({ fields }) => String(fields['Title']).includes(publicId))),
    (found) => found !== undefined,
  ))!.ref;
const casesInWater = async (publicId: string) => (await water.cases()).filter(({ fields }) => fields['reference'] === publicId);
const transfer = async (publicId: string) => main.close(await caseInMain(publicId), 'Transferred to Water Works');
const allDelivered = (connection: string, count: number) =>
  until(
    () => city.states(connection),
    (states) => states.length === count && states.every((state) => state === 'delivered'),
  );

it('a case transferred to another CRM is followed there, is made there once, and the report keeps its number', async () => {
  const publicId = await city.file();
  await transfer(publicId);
  await until(
    () => shown(publicId),
    ({ status_notes }) => status_notes === 'Handed to Water Works.',
  );
  expect(await shown(publicId)).toMatchObject({ service_request_id: publicId, status: 'open' });
  await city.comment(publicId, 'It is running down the road.');
  await allDelivered('water', 2);
  const [made, ...more] = await casesInWater(publicId);
  expect([more, made!.notes]).toMatchObject([[], [{ text: expect.stringContaining('running down the road') }]]);
  expect((await main.cases()).flatMap(({ notes }) => notes)).toEqual([]);

  await water.close(made!.ref, 'Main mended');
  await until(
    () => shown(publicId),
    ({ status }) => status === 'closed',
  );
  expect(await shown(publicId)).toMatchObject({ service_request_id: publicId, status_notes: 'Main mended' });
  const told = await until(updates, (all) => all.some(({ description }) => description === 'Main mended'));
  // The water works' first word, that it is new there, comes between.
  expect(told.flatMap(({ description }) => description ?? [])).toEqual(['Handed to Water Works.', 'Main mended']);
  const [journey] = await new JourneyStore(city.bridge.store.database).find(publicId);
  expect(journey!.events.filter(({ what }) => what === 'case transferred')).toMatchObject([{ where: 'riverton.example/main' }]);
}, 60_000);

it('a case that the city itself made over there is taken, and no second one is made', async () => {
  const publicId = await city.file();
  const { baseUrl, auth } = emulators[1].settings as { baseUrl: string; auth: { token: string } };
  await fetch(`${baseUrl}/cases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${auth.token}` },
    body: JSON.stringify({ reference: publicId, subject: 'Leak, from the call centre' }),
  });
  await until(
    () => casesInWater(publicId),
    ({ length }) => length === 1,
  );
  await transfer(publicId);
  await allDelivered('water', 3);
  const cases = await casesInWater(publicId);
  expect(cases).toHaveLength(1);
  await water.close(cases[0]!.ref, 'Valve closed');
  await until(
    () => shown(publicId),
    ({ status }) => status === 'closed',
  );
  expect(await shown(publicId)).toMatchObject({ service_request_id: publicId, status_notes: 'Valve closed' });
}, 60_000);
