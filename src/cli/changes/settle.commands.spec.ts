import { Command } from 'commander';
import { packageRoot } from '../../../test/support/configuration.js';
import { aLane } from '../../../test/support/lanes.js';
import { onPostgres, type TestStore } from '../../../test/support/stores.js';
import { adapterCatalogue } from '../../connections/adapter-catalogue.js';
import { loadSettings } from '../../settings/load-settings.js';
import type { Settings } from '../../settings/settings.js';
import { auditOf } from '../../store/audit.js';
import { IncomingChangeStore } from '../../store/incoming-change.store.js';
import { RequestStore } from '../../store/request.store.js';
import { changesCommand } from './changes.command.js';

const CITY = 'riverton';
const connection = `${CITY}/lagan`;
let store: TestStore;
let settings: Settings;
let told = 0;
beforeAll(async () => {
  store = await onPostgres();
  settings = await loadSettings({ env: {}, packageRoot, adapters: adapterCatalogue });
});
afterAll(() => store.close());

async function bridge(...args: string[]): Promise<string> {
  const lines: string[] = [];
  const open = () => Promise.resolve({ database: store.database, settings, close: () => Promise.resolve() });
  await new Command()
    .addCommand(changesCommand({ open, out: (line: string) => lines.push(line) }))
    .parseAsync(['changes', ...args], { from: 'user' });
  return lines.join('\n');
}

/** The CRM says of a case that the bridge does not know that it is closed. @returns the number of the change. */
async function toldOf(caseRef: string): Promise<string> {
  const incoming = new IncomingChangeStore(store.database);
  const snapshot = { caseRef, status: 'closed' };
  await incoming.keep({
    connection,
    source: 'callback',
    itemId: `item ${(told += 1)}`,
    awaits: 'case',
    caseRef,
    snapshot,
    reason: 'its case is not known yet',
  });
  return (await incoming.list({ states: ['waiting'], limit: 100 })).at(-1)!.id;
}

const statusOf = async (publicId: string) => (await new RequestStore(store.database).find(CITY, publicId))!.status;
const aReportWith = (...steps: Parameters<typeof aLane>[1]) => aLane(store.database, steps, { jurisdictionId: CITY });

it('makes a case known as that of the request that is named, and applies what was told of it', async () => {
  const { publicId } = await aReportWith();
  const change = await toldOf('MOVED-1');
  await expect(bridge('apply', change)).rejects.toThrow('--request ID');
  expect(await bridge('apply', change, '--request', publicId, '--as', 'ann')).toContain('the public sees it');
  expect(await statusOf(publicId)).toBe('closed');
  expect(await auditOf(store.database, `request/${CITY}/${publicId}`)).toMatchObject([
    { actor: 'ann', action: 'case.adopt', detail: { connection, caseRef: 'MOVED-1' } },
  ]);
});

it('settles the delivery whose case it is, so that nothing is sent any more', async () => {
  const lane = await aReportWith({ connection, state: 'unknown', attempts: 1 });
  await bridge('apply', await toldOf('FOUND-1'), '--request', lane.publicId, '--as', 'ann');
  expect(await statusOf(lane.publicId)).toBe('closed');
  expect(await auditOf(store.database, `delivery/${lane.ids[0]}`)).toMatchObject([{ action: 'delivery.resolve.adopt' }]);
});

it.each([
  ['that there is not', () => Promise.resolve('26-99999999'), 'there is no request 26-99999999 in riverton'],
  [
    'whose case is being made',
    async () => (await aReportWith({ connection, state: 'pending' })).publicId,
    'is being made at riverton/lagan',
  ],
])('refuses a request %s, and the change waits on', async (_what, request, reason) => {
  const change = await toldOf('OTHER-1');
  await expect(bridge('apply', change, '--request', await request())).rejects.toThrow(reason);
  expect(await bridge('show', change)).toContain('OTHER-1');
});

it('refuses a request that has another case there, and names it', async () => {
  const { publicId } = await aReportWith();
  await bridge('apply', await toldOf('FIRST'), '--request', publicId);
  await expect(bridge('apply', await toldOf('SECOND'), '--request', publicId)).rejects.toThrow('has the case FIRST');
});

it('refuses a case that is known as that of another request', async () => {
  const [one, other] = [await aReportWith(), await aReportWith()];
  await bridge('apply', await toldOf('ONE-OF'), '--request', one.publicId);
  await expect(bridge('apply', await toldOf('ONE-OF'), '--request', other.publicId)).rejects.toThrow(
    'belongs to another request',
  );
});
