import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { OutcomeUnknownError } from '../../../src/adapter-kit/errors.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import type { ServiceRequest } from '../../../src/domain/service-request.js';
import type { OperationRunner } from '../calls/operation-runner.js';
import type { SoapCreate } from '../settings/action-settings.js';
import { VARIABLES } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import type { ScopeMaker } from './scope.js';
import { StepChain } from './step-chain.js';

/** Makes cases. */
export class CaseCreator {
  private readonly chain: StepChain;
  private readonly caseRef: TextTemplate;

  constructor(
    create: SoapCreate,
    settings: SoapSettings,
    runner: OperationRunner,
    private readonly scopes: ScopeMaker,
  ) {
    this.chain = new StepChain('actions.create', create.steps, settings, runner);
    this.caseRef = new TextTemplate(create.caseRef, { variables: VARIABLES });
  }

  async make(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const values = this.scopes.ofRequest(request, context);
    const { steps } = await this.chain.run(values, context);
    const caseRef = this.caseRef.render({ ...values, steps }).trim();
    if (caseRef === '') throw new OutcomeUnknownError('actions.create.caseRef finds no reference in what the CRM answered');
    return caseRef;
  }
}
