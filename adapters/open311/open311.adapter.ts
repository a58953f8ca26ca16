import { ADAPTER_CONTRACT_VERSION, type CallContext, type CrmAdapter, defineAdapter } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { receiveUpdate } from './open311.callback.js';
import { fetchRequests, fetchStatus, fetchUpdates } from './open311.changes.js';
import { Open311Client } from './open311.client.js';
import { Open311Creator } from './open311.create.js';
import { Open311LookUpReader } from './open311.look-up.js';
import { Open311Mapping } from './open311.mapping.js';
import { Open311Settings } from './open311.settings.js';
import { Open311Services } from './open311.services.js';
import { updateVerbs } from './open311.updates.js';

function makeAdapter(settings: Open311Settings): CrmAdapter {
  const client = new Open311Client(settings);
  const mapping = new Open311Mapping(settings);
  const creator = new Open311Creator(client, mapping);
  const services = new Open311Services(client, mapping);
  const lookUp = new Open311LookUpReader(settings, client, mapping);
  return {
    check: (context) => check(client, settings, context),
    createCase: (request, context) => creator.create(request, context),
    findCase: (request, since, context) => lookUp.find(request, since, context),
    fetchStatus: (caseRef, context) => fetchStatus(client, caseRef, context),
    discoverServices: (context) => services.all(context),
    ...(settings.updates.post && updateVerbs(settings, client)),
    receiveCallback: (callback) => receiveUpdate(callback),
    ...readVerb(settings, client),
  };
}

function readVerb({ read }: Open311Settings, client: Open311Client): Pick<CrmAdapter, 'fetchChanges'> {
  if (read === 'each') return {};
  if (read === 'updates') return { fetchChanges: (window, _page, context) => fetchUpdates(client, window, context) };
  return { fetchChanges: (window, page, context) => fetchRequests(client, window, page, context) };
}

/** The list of services: it needs our jurisdiction to be known there. No GET needs a key. */
async function check(client: Open311Client, { checkKey }: Open311Settings, context: CallContext): Promise<void> {
  await client.get('services', [], context);
  if (!checkKey) return;
  await client.post('requests', [], {}, context).catch((error: unknown) => {
    if (!(error instanceof RejectedError)) throw error;
  });
}

export const open311 = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'open311',
  label: 'Another GeoReport v2 server, such as a second bridge',
  settingsClass: Open311Settings,
  capabilities: ['addNote', 'findNote', 'updateCase', 'fetchStatus', 'fetchChanges', 'discoverServices', 'receiveCallback'],
  limits: {},
  create: makeAdapter,
  startEmulator: async (options) => (await import('./open311.emulator.js')).startOpen311Emulator(options),
});
