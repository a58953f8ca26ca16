import { ADAPTER_CONTRACT_VERSION, type CrmAdapter, defineAdapter } from '../../src/adapter-kit/adapter.js';
import { CaseCreator } from './actions/create.js';
import { CaseFinder } from './actions/find.js';
import { noteVerbs, updateVerb } from './actions/notes.js';
import { ScopeMaker } from './actions/scope.js';
import { StepChain } from './actions/step-chain.js';
import { SoapRunner } from './calls/soap-runner.js';
import { SoapSettings } from './soap.settings.js';

/** Optional verbs are there when their section of the settings is. */
function makeAdapter(settings: SoapSettings): CrmAdapter {
  const { actions } = settings;
  const runner = new SoapRunner(settings);
  const scopes = new ScopeMaker(settings);
  const creator = new CaseCreator(actions.create, settings, runner, scopes);
  const finder = new CaseFinder(actions.find, settings, runner, scopes, creator);
  const check = new StepChain('actions.check', actions.check.steps, settings, runner);
  return {
    check: async (context) => void (await check.run({}, context)),
    createCase: (request, context) => creator.make(request, context),
    findCase: (request, since, context) => finder.find(request, since, context),
    ...(actions.note && noteVerbs(actions.note, settings, runner, scopes)),
    ...(actions.update && { updateCase: updateVerb(actions.update, settings, runner, scopes) }),
  };
}

export const soap = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'soap',
  label: 'A CRM with a SOAP interface, by configuration',
  settingsClass: SoapSettings,
  limits: {},
  create: makeAdapter,
  startEmulator: async (options) => (await import('./soap.emulator.js')).startSoapEmulator(options),
});
