import {
  ADAPTER_CAPABILITIES,
  ADAPTER_CONTRACT_VERSION,
  type CallContext,
  type CrmAdapter,
  defineAdapter,
} from '../../src/adapter-kit/adapter.js';
import { MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { AnswerRules } from './rest.answer-rules.js';
import { RestChangesReader } from './rest.changes.js';
import { RestClient } from './rest.client.js';
import { RestCreator } from './rest.create.js';
import { RestFinder } from './rest.find.js';
import { Address } from './rest.mapping.js';
import type { RestParts } from './rest.parts.js';
import { RestSettings } from './rest.settings.js';
import { mediaVerbs, noteVerbs, updateVerb } from './rest.steps.js';
import { RestStatusReader } from './rest.status.js';

/** Optional verbs are there when their section of the settings is. */
function makeAdapter(settings: RestSettings): CrmAdapter {
  const parts: RestParts = { client: new RestClient(settings), rules: new AnswerRules(settings), tables: settings.tables };
  const creator = new RestCreator(settings.create, parts);
  const finder = new RestFinder(settings, parts);
  const { note, attachment, update } = settings;
  const status = settings.status && new RestStatusReader(settings.status, parts);
  const changes = settings.changes && new RestChangesReader(settings.changes, parts);
  return {
    check: (context) => check(settings, parts, context),
    createCase: (request, context) => creator.create(request, context),
    findCase: (request, since, context) => finder.find(request, since, context),
    ...(note && noteVerbs(note, parts)),
    ...(attachment && mediaVerbs(attachment, parts)),
    ...(update && { updateCase: updateVerb(update, parts) }),
    ...(status && { fetchStatus: (caseRef, context) => status.fetch(caseRef, context) }),
    ...(changes && { fetchChanges: (window, page, context) => changes.fetch(window, page, context) }),
  };
}

async function check(settings: RestSettings, { client, rules }: RestParts, context: CallContext): Promise<void> {
  const address = new Address(settings.check).for({});
  if (!address) throw new MisconfiguredError('check.path leads elsewhere');
  const answer = await client.call({ method: 'GET', ...address }, 'read', context);
  await rules.expectSuccess(answer, { purpose: 'read', fixedAddress: true }, context.logger);
}

export const rest = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'rest',
  label: 'A CRM with a JSON API, by configuration',
  settingsClass: RestSettings,
  capabilities: ADAPTER_CAPABILITIES,
  limits: {},
  create: makeAdapter,
  startEmulator: async (options) => (await import('./rest.emulator.js')).startRestEmulator(options),
});
