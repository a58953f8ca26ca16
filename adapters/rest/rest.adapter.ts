import { ADAPTER_CAPABILITIES, ADAPTER_CONTRACT_VERSION, type CrmAdapter, defineAdapter } from '../../src/adapter-kit/adapter.js';
import { presetsIn } from '../../src/adapter-kit/preset.js';
import { Checker } from './checking/checker.js';
import { Moments } from './reading/moments.js';
import type { ReadingParts } from './reading/reading-parts.js';
import { StatusNames } from './reading/status-names.js';
import { AnswerRules } from './rest.answer-rules.js';
import { RestChangesReader } from './rest.changes.js';
import { RestClient } from './rest.client.js';
import { RestCreator } from './rest.create.js';
import { RestFinder } from './rest.find.js';
import { casesWithNotes } from './rest.overflow-note.js';
import type { RestParts } from './rest.parts.js';
import { RestServicesReader } from './rest.services.js';
import { RestSettings } from './rest.settings.js';
import { mediaVerbs, noteVerbs, updateVerb } from './rest.steps.js';
import { RestStatusReader } from './rest.status.js';

/** Optional verbs are there when their section of the settings is. */
function makeAdapter(settings: RestSettings): CrmAdapter {
  const parts = partsOf(settings);
  const checker = new Checker(settings, parts, parts.statusNames);
  const creator = new RestCreator(settings.create, parts, settings.note !== undefined);
  const finder = new RestFinder(settings, parts);
  const { note, attachment, update } = settings;
  const status = settings.status && new RestStatusReader(settings.status, parts);
  const changes = settings.changes && new RestChangesReader(settings.changes, parts);
  const services = settings.services && new RestServicesReader(settings.services, parts);
  const notes = note && noteVerbs(note, parts);
  const createCase: CrmAdapter['createCase'] = (request, context, pictures) => creator.create(request, context, pictures);
  const findCase: CrmAdapter['findCase'] = (request, since, context) => finder.find(request, since, context);
  return {
    ...(settings.create.pictures && { picturesWithCase: settings.create.pictures }),
    check: (context) => checker.check(context),
    ...casesWithNotes(settings.create, { createCase, findCase, ...notes }, (request, context) =>
      creator.restOf(request, context),
    ),
    ...notes,
    ...(attachment && mediaVerbs(attachment, parts)),
    ...(update && { updateCase: updateVerb(update, parts) }),
    ...(status && { fetchStatus: (caseRef, context) => status.fetch(caseRef, context) }),
    ...(services && { discoverServices: (context) => services.all(context) }),
    ...(changes && { fetchChanges: (window, page, context) => changes.fetch(window, page, context) }),
  };
}

function partsOf(settings: RestSettings): ReadingParts {
  const line: RestParts = { client: new RestClient(settings), rules: new AnswerRules(settings), tables: settings.tables };
  const { dates, statusNames } = settings;
  return { ...line, moments: new Moments(dates), ...(statusNames && { statusNames: new StatusNames(statusNames, line) }) };
}

export const rest = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'rest',
  label: 'A CRM with a JSON API, by configuration',
  settingsClass: RestSettings,
  capabilities: ADAPTER_CAPABILITIES,
  limits: {},
  presets: presetsIn(new URL('presets/', import.meta.url)),
  create: makeAdapter,
  startEmulator: async (options) => (await import('./rest.emulator.js')).startRestEmulator(options),
});
