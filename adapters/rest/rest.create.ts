import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { OutcomeUnknownError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { RestParts } from './rest.parts.js';
import type { RestAnswer } from './rest.answer-rules.js';
import { toText } from './rest.mapping.js';
import { type Packed, RestSender, type Values } from './rest.sender.js';
import type { RestCreate } from './settings/create-settings.js';

/** Makes cases. */
export class RestCreator {
  private readonly sender: RestSender;
  private readonly body: MappingExpression;
  private readonly caseRef: MappingExpression;

  constructor(
    settings: RestCreate,
    private readonly parts: RestParts,
  ) {
    this.sender = new RestSender('create', settings, parts);
    this.body = new MappingExpression(settings.body);
    this.caseRef = new MappingExpression(settings.caseRef);
  }

  async create(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const values = { request: requestView(request) };
    const pack = () => this.pack({ ...values, idempotencyKey: context.idempotencyKey });
    const answer = await this.sender.send(values, pack, context);
    return this.referenceIn(answer!);
  }

  private async pack(values: Values): Promise<Packed> {
    const body = await this.body.evaluate(values, { tables: this.parts.tables });
    if (body === undefined || body === null) throw new Error('create.body gives nothing for this request');
    return { body };
  }

  private async referenceIn(answer: RestAnswer): Promise<CaseRef> {
    const found = await this.caseRef.evaluate(answer).catch((error: Error) => {
      throw new OutcomeUnknownError(`create.caseRef fails on the answer: ${error.message}`, { cause: error });
    });
    const caseRef = toText(found);
    if (caseRef === undefined)
      throw new OutcomeUnknownError(`create.caseRef finds no reference in the answer (HTTP ${answer.status})`);
    return caseRef;
  }
}
