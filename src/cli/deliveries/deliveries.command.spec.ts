import { Command } from 'commander';
import { connectionsCommand } from './connections.command.js';
import { deliveriesCommand } from './deliveries.command.js';
import { momentOf } from './moments.js';
import { eraseCommand } from './erase.command.js';
import { adapterCatalogue } from '../../connections/adapter-catalogue.js';
import { loadSettings } from '../../settings/load-settings.js';
import type { Settings } from '../../settings/settings.js';
import { CatalogueStore } from '../../store/catalogue/catalogue.store.js';
import { AnsweringServer } from '../../../test/adapter-kit/answering-server.js';
import { packageRoot } from '../../../test/support/configuration.js';
import { aLane, anAttempt, type Lane, stepsOf } from '../../../test/support/lanes.js';
import { onPostgres, type TestStore } from '../../../test/support/stores.js';

const HERE = { jurisdictionId: 'riverton', description: 'Quokka in the road' };
const connection = 'riverton/lagan';
const dead = {
  connection,
  state: 'dead',
  attempts: 1,
  last_error_kind: 'rejected',
  last_error_text: 'no such \u001b[31mcategory',
} as const;

let store: TestStore;
let settings: Settings;

beforeAll(async () => {
  store = await onPostgres();
  settings = await loadSettings({ env: {}, packageRoot, adapters: adapterCatalogue });
});
afterAll(() => store.close());
beforeEach(() => store.database.deleteFrom('service_request').execute());

/** What a command prints. @throws what it refuses. */
async function bridge(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const open = () => Promise.resolve({ database: store.database, settings, close: () => Promise.resolve() });
  const deps = { open, out: (line: string) => lines.push(line), exit: () => undefined };
  const program = new Command()
    .addCommand(deliveriesCommand(deps))
    .addCommand(connectionsCommand(deps))
    .addCommand(eraseCommand(deps));
  await program.parseAsync(args, { from: 'user' });
  return lines.join('\n');
}
/** The packaged city, with its REST connection leading to `baseUrl` instead of a stand-in. */
function leadingTo(baseUrl: string): Settings {
  const [city] = settings.jurisdictions.filter(({ id }) => id === 'riverton');
  const rest = city!.connections.find(({ name }) => name === 'rest')!;
  const led = {
    ...rest,
    emulator: false,
    settings: Object.assign(Object.create(Object.getPrototypeOf(rest.settings) as object), rest.settings, {
      baseUrl,
      auth: { kind: 'none', expired: 'false' },
    }) as object,
  };
  return { ...settings, jurisdictions: [{ ...city!, connections: [led] }] };
}
const jsonOf = async (...args: string[]): Promise<unknown> => JSON.parse(await bridge(...args, '--json'));
const states = (lane: Lane) => stepsOf(store.database, lane);

it('dead letters are listed without personal data, shown whole, counted, and retried after a preview', async () => {
  const first = await aLane(store.database, [dead, { connection, blocked: true }], HERE);
  await anAttempt(store.database, first.ids[0]!, { kind: 'rejected', exchanges: [{ requestBody: 'Quokka' }] });
  const second = await aLane(store.database, [{ ...dead, connection: 'elsewhere/gone' }], HERE);

  const page = await bridge('deliveries', 'list', '--limit', '1');
  expect(page).toContain(first.ids[0]!.slice(0, 13));
  expect(page).not.toContain('\u001b');
  const next = await bridge('deliveries', 'list', '--cursor', page.match(/--cursor (\S+)/)![1]!);
  expect(next).toContain(second.ids[0]!.slice(0, 13));
  expect(next.replace(/[\s│]+/g, ' ')).toContain('not configured any more');
  expect(await jsonOf('deliveries', 'count', '--kind', 'rejected')).toMatchObject({
    total: 2,
    groups: [{ count: 1 }, { count: 1 }],
  });

  const shown = await bridge('deliveries', 'show', first.ids[0]!.slice(0, 13));
  expect(shown).toMatch(/attempt 1 .* dead {2}rejected/);
  expect(shown).toMatch(/2 {2}add_note {2}pending, blocked/);
  expect(shown).not.toContain('Quokka');
  expect(await bridge('deliveries', 'show', first.ids[0]!, '--exchanges')).toContain('Quokka');

  const preview = await bridge('deliveries', 'retry', '--connection', connection);
  expect(preview).toContain('1 delivery in all\nnothing was done: say --yes to retry them');
  expect(await states(first)).toEqual(['dead', 'pending blocked']);
  expect(await bridge('deliveries', 'retry', '--connection', connection, '--yes', '--as', 'Ada')).toContain(
    '1 delivery is due now',
  );
  expect([await states(first), await states(second)]).toEqual([['pending', 'pending blocked'], ['dead']]);
  expect(await jsonOf('deliveries', 'show', first.ids[0]!)).toMatchObject({ acts: [{ actor: 'Ada', action: 'delivery.retry' }] });
});

it('deliveries of a connection that is configured no more are named so, and those of one that is are not', async () => {
  await aLane(store.database, [dead], HERE);
  expect(await bridge('deliveries', 'list')).not.toContain('not configured');
  expect(await bridge('deliveries', 'list', '--connection', 'riverton/lagann')).toBe('no delivery fits');
});

it('an unknown outcome is resolved by a person, in one way', async () => {
  const lane = await aLane(
    store.database,
    [
      { connection, state: 'unknown' },
      { connection, blocked: true },
    ],
    HERE,
  );
  const id = lane.ids[0]!;
  for (const ways of [[], ['--resend', '--drop']]) {
    await expect(bridge('deliveries', 'resolve', id, ...ways)).rejects.toThrow(
      'say one of --adopt REF, --done, --resend and --drop',
    );
  }
  expect(await bridge('deliveries', 'resolve', id, '--adopt', 'SR-7')).toContain('delivered as that case');
  expect(await states(lane)).toEqual(['delivered', 'pending']);
  const given = await aLane(store.database, [dead], HERE);
  await expect(bridge('deliveries', 'resolve', given.ids[0]!, '--drop')).rejects.toThrow(/ is dead: .*deliveries cancel/);
  expect(await jsonOf('deliveries', 'show', id)).toMatchObject({ caseRefs: ['SR-7'] });
  await bridge('deliveries', 'cancel', lane.ids[1]!, '--reason', 'spam');
  expect(await states(lane)).toEqual(['delivered', 'cancelled']);
});

it('a retry is of one or of a filter, not both', async () => {
  const { ids } = await aLane(store.database, [dead], HERE);
  await expect(bridge('deliveries', 'retry', ids[0]!, '--connection', connection)).rejects.toThrow(
    'connection: give either an id or a filter',
  );
  expect(await bridge('deliveries', 'retry', ids[0]!)).toBe(`${ids[0]} is due now`);
});

it('a report is edited for one destination, shown before and after, and sent', async () => {
  const lane = await aLane(store.database, [dead], HERE);
  const id = lane.ids[0]!;
  const none = bridge('deliveries', 'edit', id, '--set', 'service_code=NONE');
  await expect(none).rejects.toThrow('there is no service NONE; there are POTHOLE');
  const edited = await bridge('deliveries', 'edit', id, '--set', 'service_code=SIDEWALK', '--set', 'attribute.SIZE=L', '--send');
  expect(edited).toBe('service_code: POTHOLE -> SIDEWALK\nattribute.SIZE: - -> L\nit is due now');
  expect(await states(lane)).toEqual(['sending']);
});

it('a report may be edited to a service that was approved out of the CRM’s list', async () => {
  const catalogue = new CatalogueStore(store.database);
  const services = [{ code: '4000042', name: 'Street light out', description: '', keywords: [], attributes: [] }];
  await catalogue.stage(connection, { services, refused: [] }, 'Ada', 0.8);
  const lane = await aLane(store.database, [dead], HERE);
  const edit = () => bridge('deliveries', 'edit', lane.ids[0]!, '--set', 'service_code=4000042');
  await expect(edit()).rejects.toThrow('there is no service 4000042');
  await catalogue.approve(connection, { by: 'Ada', leastShare: 0.8 });
  expect(await edit()).toContain('service_code: POTHOLE -> 4000042');
});

it('connections are listed, paused and resumed; one that there is not is told', async () => {
  await aLane(store.database, [{ connection: 'elsewhere/gone', state: 'dead' }], HERE);
  await bridge('connections', 'pause', connection, '--as', 'Ada');
  const listed = await bridge('connections', 'list');
  expect(listed).toMatch(/riverton\/lagan\s*│ paused\s*│ \d{4}-.*paused by Ada/);
  expect(listed).toMatch(/elsewhere\/gone\s*│ gone .*not configured any more/);
  expect(await bridge('connections', 'resume', connection)).toContain('is not paused any more');
  await expect(bridge('connections', 'resume', connection)).rejects.toThrow('neither paused nor held');
  await expect(bridge('connections', 'pause', 'riverton/lagann')).rejects.toThrow('did you mean riverton/lagan?');
});

it('a request is erased after a preview', async () => {
  const lane = await aLane(store.database, [dead], HERE);
  expect(await bridge('erase', lane.publicId)).toContain('nothing was done: say --yes to erase it for good');
  expect(await states(lane)).toEqual(['dead']);
  expect(await bridge('erase', lane.publicId, '--yes')).toContain('erased. Its pictures');
  expect(await states(lane)).toEqual(['cancelled']);
});

it.each([
  ['2h', 2],
  ['1d', 24],
])('an age such as %s is a moment in the past', (age, hours) => {
  expect((Date.now() - momentOf(age).getTime()) / 3_600_000).toBeCloseTo(hours, 1);
});

it.each(['soon', '2 h', '2026-13-01', '1e3'])('%s is no moment', (text) => {
  expect(() => momentOf(text)).toThrow('an age such as 30m, 2h or 3d, or a date');
});

it('a connection is checked when an operator asks, call by call, and connections list keeps what was found', async () => {
  await expect(bridge('connections', 'check', connection)).rejects.toThrow('riverton/lagan is an emulator');
  const crm = await AnsweringServer.start();
  const packaged = settings;
  settings = leadingTo(crm.url);
  try {
    crm.answer = () => ({ status: 401, body: {} });
    const failed = await bridge('connections', 'check', 'riverton/rest');
    expect(failed).toMatch(/^ {2}GET http:.*: 401 in \d+ ms\nriverton\/rest does not pass its check: misconfigured: HTTP 401/);
    expect(await bridge('connections', 'list')).toContain('check failed');
    crm.answer = () => ({ body: {} });
    expect(await bridge('connections', 'check', 'riverton/rest')).toContain('riverton/rest answers and takes our credentials');
    expect(await bridge('connections', 'list')).not.toContain('check failed');
  } finally {
    settings = packaged;
    await crm.close();
  }
});
