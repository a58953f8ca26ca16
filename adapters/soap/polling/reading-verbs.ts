import type { CrmAdapter } from '../../../src/adapter-kit/adapter.js';
import type { ScopeMaker } from '../actions/scope.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import type { SoapSettings } from '../soap.settings.js';
import { CaseReader } from './case-reader.js';
import { ChangesReader } from './changes-reader.js';
import { FileChanges } from './file-changes.js';

type ReadingVerbs = Pick<CrmAdapter, 'fetchStatus' | 'fetchStatuses' | 'fetchChanges' | 'changesAreToldOnce'>;

/** What is read back, as far as `status` and `polling` say how. @throws Error that names what in them is missing. */
export function readingVerbs(settings: SoapSettings, runner: OperationRunner, scopes: ScopeMaker): ReadingVerbs {
  const { status, polling } = settings;
  const cases = status && new CaseReader(status, settings, runner, scopes);
  const changes =
    polling &&
    (polling.mode === 'files' ? new FileChanges(polling, settings) : new ChangesReader(polling, settings, runner, cases));
  return {
    ...(cases && { fetchStatus: (caseRef, context) => cases.read(caseRef, context) }),
    ...(cases?.canBatch && { fetchStatuses: (caseRefs, context) => cases.readAll(caseRefs, context) }),
    ...(changes && { fetchChanges: (window, page, context) => changes.fetch(window, page, context) }),
    ...(polling?.acknowledge && { changesAreToldOnce: true }),
  };
}
