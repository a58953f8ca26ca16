import type { CallContext, CasePicture } from '../../src/adapter-kit/adapter.js';
import { OutcomeUnknownError } from '../../src/adapter-kit/errors.js';
import type { FittedDocument } from '../../src/adapter-kit/mapping/field-rules.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { type ReadingParts, tablesFor } from './reading/reading-parts.js';
import { madeAndVerified } from './verify/verified.js';
import { ReadBack } from './verify/read-back.js';
import { AlreadyThere, type RestAnswer } from './rest.answer-rules.js';
import { toText } from './rest.mapping.js';
import { BodyWriter, type Packed } from './bodies/body-writer.js';
import { enclosedView } from './rest.pictures.js';
import { RestSender, type Values } from './rest.sender.js';
import { RestTexts } from './rest.texts.js';
import { IN_CREATE, type RestCreate } from './settings/create-settings.js';

/** Makes cases. */
export class RestCreator {
  private readonly sender: RestSender;
  private readonly body: MappingExpression;
  private readonly writer: BodyWriter;
  private readonly caseRef: MappingExpression;
  private readonly existing?: MappingExpression;
  private readonly readBack?: ReadBack;
  private readonly texts: RestTexts;

  constructor(
    settings: RestCreate,
    private readonly parts: ReadingParts,
    takesNotes: boolean,
  ) {
    this.texts = new RestTexts('create', settings.texts, IN_CREATE, takesNotes);
    this.sender = new RestSender('create', settings, parts);
    this.body = new MappingExpression(settings.body);
    this.writer = new BodyWriter(settings.sendAs, settings.contentType);
    this.caseRef = new MappingExpression(settings.caseRef);
    this.existing = settings.existing === undefined ? undefined : new MappingExpression(settings.existing);
    this.readBack = settings.verify && new ReadBack('create.verify', settings.verify, parts);
  }

  /** @param pictures those that go along in the body. */
  async create(request: ServiceRequest, context: CallContext, pictures: readonly CasePicture[] = []): Promise<CaseRef> {
    const values = { request: requestView(request), idempotencyKey: context.idempotencyKey };
    const make = () => this.make(values, pictures, context);
    return this.readBack ? madeAndVerified(this.readBack, values, make, context) : make();
  }

  /** What of the texts had no room in the case and is for a note on it; empty: nothing. @throws RejectedError where a rule says to refuse. */
  async restOf(request: ServiceRequest, context: CallContext): Promise<string> {
    const values = { request: requestView(request), idempotencyKey: context.idempotencyKey };
    return (await this.fitted(values, [], context)).forNote;
  }

  private async make(values: Values, pictures: readonly CasePicture[], context: CallContext): Promise<CaseRef> {
    try {
      return await this.referenceIn((await this.sender.send(values, () => this.pack(values, pictures, context), context))!);
    } catch (error) {
      return this.referenceOfExisting(error);
    }
  }

  /** @throws the error itself, where it names no case that is there already. */
  private async referenceOfExisting(error: unknown): Promise<CaseRef> {
    const found = error instanceof AlreadyThere ? await this.existing?.evaluate(error.answer).catch(() => undefined) : undefined;
    const caseRef = toText(found);
    if (caseRef === undefined) throw error;
    return caseRef;
  }

  private async pack(values: Values, pictures: readonly CasePicture[], context: CallContext): Promise<Packed> {
    return this.writer.write((await this.fitted(values, pictures, context)).document);
  }

  private async fitted(values: Values, pictures: readonly CasePicture[], context: CallContext): Promise<FittedDocument> {
    const body = await this.body.evaluate(
      { ...values, pictures: pictures.map(enclosedView) },
      { tables: await tablesFor(this.parts, this.body, context) },
    );
    if (body === undefined || body === null) throw new Error('create.body gives nothing for this request');
    return this.texts.fit(body, values, context);
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
