import {
  ADAPTER_CAPABILITIES,
  ADAPTER_CONTRACT_VERSION,
  type CallContext,
  type CrmAdapter,
  defineAdapter,
} from '../../src/adapter-kit/adapter.js';
import { CaseCreator } from './actions/create.js';
import { CaseFinder } from './actions/find.js';
import { noteVerbs, updateVerb } from './actions/notes.js';
import { ScopeMaker } from './actions/scope.js';
import { StepChain } from './actions/step-chain.js';
import { inlinePictures } from './attachments/inline-pictures.js';
import { mediaVerbs } from './attachments/media.js';
import { SoapRunner } from './calls/soap-runner.js';
import { ServicesReader } from './catalogue/services-reader.js';
import { readingVerbs } from './polling/reading-verbs.js';
import { SoapSettings } from './soap.settings.js';

/** Optional verbs are there when their section of the settings is. */
function makeAdapter(settings: SoapSettings): CrmAdapter {
  const { actions, attachments } = settings;
  const runner = new SoapRunner(settings);
  const scopes = new ScopeMaker(settings);
  const creator = new CaseCreator(actions.create, settings, runner, scopes);
  const finder = new CaseFinder(actions.find, settings, runner, scopes, creator);
  const services = settings.services && new ServicesReader(settings.services, settings, runner);
  const check = new StepChain('actions.check', actions.check.steps, settings, runner);
  return {
    check: async (context) => void (await check.run({}, context)),
    createCase: async (request, context) => {
      const pictures = attachments?.inCreate ? await inlinePictures(request, attachments, context) : [];
      return creator.make(request, context, pictures);
    },
    findCase: (request, since, context) => finder.find(request, since, context),
    ...(actions.note && noteVerbs(actions.note, settings, runner, scopes)),
    ...(actions.update && { updateCase: updateVerb(actions.update, settings, runner, scopes) }),
    ...mediaVerbs(settings, runner, scopes),
    ...readingVerbs(settings, runner, scopes),
    ...(services && { discoverServices: (context: CallContext) => services.all(context) }),
    ...(settings.session?.logout !== undefined && { close: (context: CallContext) => runner.close(context) }),
  };
}

export const soap = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'soap',
  label: 'A CRM with a SOAP interface, by configuration',
  settingsClass: SoapSettings,
  capabilities: ADAPTER_CAPABILITIES,
  limits: {},
  create: makeAdapter,
  startEmulator: async (options) => (await import('./soap.emulator.js')).startSoapEmulator(options),
});
