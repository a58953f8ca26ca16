import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { OutcomeUnknownError, RejectedError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { RestParts } from './rest.parts.js';
import type { RestAnswer } from './rest.answer-rules.js';
import type { RestCall } from './rest.client.js';
import { Address, toText } from './rest.mapping.js';
import type { RestCreate } from './rest.settings.js';

/** Makes cases. */
export class RestCreator {
  private readonly address: Address;
  private readonly body: MappingExpression;
  private readonly caseRef: MappingExpression;
  private readonly success?: MappingExpression;

  constructor(
    private readonly settings: RestCreate,
    private readonly parts: RestParts,
  ) {
    this.address = new Address(settings);
    this.body = new MappingExpression(settings.body);
    this.caseRef = new MappingExpression(settings.caseRef);
    this.success = settings.success === undefined ? undefined : new MappingExpression(settings.success);
  }

  async create(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const call = await this.callFor(request, context);
    const answer = await this.parts.client.call(call, 'write', context);
    const asked = { purpose: 'write', fixedAddress: this.address.isFixed, success: this.success } as const;
    await this.parts.rules.expectSuccess(answer, asked, context.logger);
    return this.referenceIn(answer);
  }

  /** What fails here fails because of this one request: it must not hold up the others. */
  private async callFor(request: ServiceRequest, { idempotencyKey }: CallContext): Promise<RestCall> {
    const values = { request: requestView(request), idempotencyKey };
    const { method, idempotencyHeader } = this.settings;
    try {
      const body = await this.body.evaluate(values);
      const address = this.address.for(values);
      if (body === undefined || body === null) throw new Error('create.body gives nothing for this request');
      if (!address) throw new Error('create.path can not hold what this request says');
      return {
        method,
        ...address,
        body,
        headers: idempotencyHeader ? { [idempotencyHeader.toLowerCase()]: idempotencyKey } : {},
      };
    } catch (error) {
      throw new RejectedError(`the request can not be mapped: ${(error as Error).message}`, { cause: error });
    }
  }

  private async referenceIn(answer: RestAnswer): Promise<CaseRef> {
    const found = await this.caseRef.evaluate(answer).catch((error: Error) => {
      throw new OutcomeUnknownError(`create.caseRef fails on the answer: ${error.message}`, { cause: error });
    });
    const caseRef = toText(found);
    if (caseRef === undefined)
      throw new OutcomeUnknownError(`the answer holds no reference (HTTP ${answer.status}): ${answer.text.slice(0, 500)}`);
    return caseRef;
  }
}
