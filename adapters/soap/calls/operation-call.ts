import type { CallContext } from '../../../src/adapter-kit/adapter.js';
import { MisconfiguredError, RejectedError, TransientError } from '../../../src/adapter-kit/errors.js';
import type { HttpAnswer, HttpRequest } from '../../../src/adapter-kit/http.js';
import { HttpFailure, silenceOf } from '../../../src/adapter-kit/http-failure.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import { XML_LIMITS, type XmlLimits } from '../../../src/adapter-kit/xml/xml.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';
import type { ValueReader } from '../paths/value-reader.js';
import { BodyOpener, documentOf } from '../reading/answer-opener.js';
import type { SoapOperation } from '../settings/operation-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import { type Answer, openEnvelope, readersOf, readValues } from './answer.js';
import { AnswerRules } from './answer-rules.js';
import { HttpSide } from './http-side.js';
import type { Link } from './link.js';
import { MessageWriter } from './message.js';
import { oddAnswer } from './odd-answer.js';
import { rememberAnswer } from './refusals.js';

/** One operation of the settings, ready to be called. */
export class OperationCall {
  private readonly writer: MessageWriter;
  private readonly rules: AnswerRules;
  private readonly http: HttpSide;
  private readonly endpoint?: TextTemplate;
  private readonly addressingAction?: TextTemplate;
  private readonly readers: ReadonlyMap<string, ValueReader>;
  private readonly limits: XmlLimits;
  private readonly opener: BodyOpener;

  /** @throws TreeMistake */
  constructor(
    private readonly name: string,
    readonly operation: SoapOperation,
    private readonly settings: SoapSettings,
  ) {
    this.writer = new MessageWriter(settings, operation);
    this.rules = new AnswerRules(settings, operation);
    this.http = new HttpSide(settings, operation);
    const { endpoint, addressingAction } = operation;
    this.endpoint = endpoint === undefined ? undefined : new TextTemplate(endpoint, { variables: VARIABLES, escape: encodePart });
    this.addressingAction =
      addressingAction === undefined ? undefined : new TextTemplate(addressingAction, { variables: VARIABLES });
    this.readers = readersOf(operation.values, settings.tables);
    this.limits = { ...XML_LIMITS, maxCharacters: operation.maxAnswerCharacters };
    this.opener = new BodyOpener(operation.decode, this.limits, settings.tables);
  }

  /** @throws AdapterError unless the answer is a success. */
  async send(values: Values, link: Link, context: CallContext): Promise<Answer> {
    // Whatever was sent belonged to an earlier try: this one has not begun.
    if (context.signal.aborted) throw new TransientError('the call ended before anything was sent');
    const request = await this.request(values, link, context);
    const answer = await this.read(await this.exchange(request, context));
    this.expectSuccess(answer, context);
    return { ...answer, values: readValues(this.readers, answer) };
  }

  /** What can't be made of these values is the doing of this one report, where it is about a report at all. */
  private async request(values: Values, link: Link, { signal, logger }: CallContext): Promise<HttpRequest> {
    const { purpose, timeoutMs } = this.operation;
    try {
      const url = this.endpoint?.render(values) ?? link.endpoint ?? this.settings.endpoint;
      const soapAction = this.http.soapAction(values);
      const action = this.addressingAction?.render(values) ?? soapAction;
      const document = await this.writer.write(values, { url, action }, logger);
      const limited = timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      return { ...this.http.request(document, soapAction, values, link), url, signal: limited };
    } catch (error) {
      const message = `operation ${this.name} can not be made: ${(error as Error).message}`;
      throw purpose === 'write'
        ? new RejectedError(message, { cause: error })
        : new MisconfiguredError(message, { cause: error });
    }
  }

  private async exchange(request: HttpRequest, { http }: CallContext): Promise<HttpAnswer> {
    try {
      return await http.using(this.settings.http).request(request);
    } catch (error) {
      throw error instanceof HttpFailure ? silenceOf(error, this.operation.purpose) : error;
    }
  }

  private expectSuccess(answer: Answer, { logger }: CallContext): void {
    try {
      this.rules.expectSuccess(answer, logger);
    } catch (error) {
      rememberAnswer(error, answer);
      throw error;
    }
  }

  private async read(answer: HttpAnswer): Promise<Answer> {
    const { envelope } = this.settings;
    try {
      const opened = openEnvelope(await documentOf(answer, this.limits), envelope !== 'none');
      const body = opened.fault ? opened.body : this.opener.open(opened.body);
      return { ...opened, body, http: { status: answer.status, headers: answer.headers }, values: {} };
    } catch (error) {
      if (error instanceof XmlError) throw oddAnswer(answer, error, this.operation.purpose);
      throw error;
    }
  }
}

function encodePart(value: unknown): string {
  return encodeURIComponent(value === undefined || value === null ? '' : String(value as string));
}
