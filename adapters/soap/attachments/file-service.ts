import type { CallContext, CasePicture, EarlierStep } from '../../../src/adapter-kit/adapter.js';
import {
  AdapterError,
  MisconfiguredError,
  OutcomeUnknownError,
  RejectedError,
  TransientError,
} from '../../../src/adapter-kit/errors.js';
import type { HttpAnswer, HttpRequest } from '../../../src/adapter-kit/http.js';
import { HttpFailure, retryAfterMs, silenceOf } from '../../../src/adapter-kit/http-failure.js';
import { MappingExpression } from '../../../src/adapter-kit/jsonata.js';
import { TextTemplate } from '../../../src/adapter-kit/liquid.js';
import type { SoapFileService } from '../settings/file-service-settings.js';
import { VARIABLES, type Values } from '../settings/variables.js';
import type { SoapSettings } from '../soap.settings.js';
import { ClientToken } from './client-token.js';
import { FilePacker } from './file-packer.js';

/** Another service that takes pictures over plain HTTP. */
export class FileService {
  private readonly url: TextTemplate;
  private readonly headers: readonly (readonly [string, TextTemplate])[];
  private readonly auth: Readonly<Record<'username' | 'password' | 'token', TextTemplate>>;
  private readonly token?: ClientToken;
  private readonly success?: MappingExpression;
  private readonly packer: FilePacker;
  private readonly lookUp?: { readonly url: TextTemplate; readonly list: MappingExpression; readonly matches: MappingExpression };

  constructor(
    private readonly settings: SoapFileService,
    private readonly all: Pick<SoapSettings, 'credentials' | 'tables'>,
  ) {
    const text = (source: string) => new TextTemplate(source, { variables: VARIABLES });
    const { auth, find, token } = settings;
    this.url = address(settings.url);
    this.headers = Object.entries(settings.headers).map(([name, source]) => [name.toLowerCase(), text(source)]);
    this.auth = { username: text(auth.username), password: text(auth.password), token: text(auth.token) };
    this.token = token && new ClientToken(token);
    this.success = settings.success === undefined ? undefined : new MappingExpression(settings.success);
    this.packer = new FilePacker(settings);
    this.lookUp = find && {
      url: address(find.url),
      list: new MappingExpression(find.list),
      matches: new MappingExpression(find.matches),
    };
  }

  /** @throws AdapterError unless the service says that it has it. */
  async send(picture: CasePicture, given: Values, host: CallContext): Promise<void> {
    const context = this.speaking(host);
    const values = this.known(given, context);
    const answer = await this.authorised('write', values, context, () => this.request(picture, values));
    const { status } = answer;
    if (status >= 200 && status < 300) return this.expectSuccess(answer, values);
    if (status === 429) throw new TransientError(told(answer), retryAfterMs(answer.headers['retry-after'], new Date()));
    if (status === 401 || status === 403) throw new MisconfiguredError(told(answer));
    throw status >= 400 && status < 500 && status !== 408
      ? new RejectedError(told(answer))
      : new OutcomeUnknownError(told(answer));
  }

  /** @throws AdapterError */
  async find(given: Values, host: CallContext): Promise<EarlierStep> {
    const context = this.speaking(host);
    const { url, list, matches } = this.lookUp!;
    const values = this.known(given, context);
    const answer = await this.authorised('read', values, context, () =>
      Promise.resolve({ method: 'GET', url: url.render(values), headers: { accept: 'application/json' } }),
    );
    if (answer.status === 404) return { is: 'unknowable', reason: `${told(answer)}; it may not know the case` };
    if (answer.status >= 500 || answer.status === 429) throw new TransientError(told(answer));
    try {
      const files = await list.evaluate({ status: answer.status, body: JSON.parse(answer.text) as unknown });
      for (const file of [files ?? []].flat()) if ((await matches.evaluate(file, values)) === true) return { is: 'done' };
    } catch (error) {
      throw new MisconfiguredError(`attachments.service.find does not fit the service (HTTP ${answer.status})`, { cause: error });
    }
    if (answer.status === 200) return { is: 'absent' };
    throw new MisconfiguredError(`attachments.service.find: ${told(answer)}`);
  }

  /** A page of whatever stands in front of the service is no answer of its own. */
  private async expectSuccess(answer: HttpAnswer, values: Values): Promise<void> {
    const { status, text } = answer;
    const isDone = this.success
      ? await this.success.evaluate({ status, body: jsonOr(text), text }, values).catch(() => false)
      : !/^\s*</.test(text);
    if (isDone !== true) throw new OutcomeUnknownError(told(answer));
  }

  private speaking(context: CallContext): CallContext {
    return { ...context, http: context.http.using(this.settings.http) };
  }

  private known(given: Values, { http }: CallContext): Values {
    const { credentials, tables } = this.all;
    for (const secret of Object.values(credentials)) http.hide(secret);
    return { ...given, credentials, tables };
  }

  /** What can't be made of this picture is the doing of this one report. */
  private async request(picture: CasePicture, values: Values): Promise<HttpRequest> {
    try {
      const { body, contentType } = await this.packer.pack(picture, values);
      const headers = Object.fromEntries(this.headers.map(([name, text]) => [name, text.render(values)]));
      const url = this.url.render(values);
      return { method: this.settings.method, url, headers: { 'content-type': contentType, ...headers }, body };
    } catch (error) {
      throw new RejectedError(`attachments.service can not be made: ${(error as Error).message}`, { cause: error });
    }
  }

  /** A token that is not taken any more is asked for once again: the call that it was for was not executed. */
  private async authorised(
    purpose: 'read' | 'write',
    values: Values,
    context: CallContext,
    make: () => Promise<HttpRequest>,
  ): Promise<HttpAnswer> {
    const request = await make();
    const token = await this.token?.get(values, context);
    const answer = await exchange({ ...request, ...this.credentials(request, values, token) }, purpose, context);
    if (answer.status !== 401 || token === undefined) return answer;
    await this.token!.drop(token);
    const fresh = await this.token!.get(values, context);
    return exchange({ ...request, ...this.credentials(request, values, fresh) }, purpose, context);
  }

  private credentials(request: HttpRequest, values: Values, asked: string | undefined): Partial<HttpRequest> {
    const { kind } = this.settings.auth;
    const { username, password, token } = this.auth;
    if (kind === 'basic' && asked === undefined)
      return { basic: { username: username.render(values), password: password.render(values) } };
    if (kind !== 'bearer' && asked === undefined) return {};
    return { headers: { ...request.headers, authorization: `Bearer ${asked ?? token.render(values)}` } };
  }
}

async function exchange(request: HttpRequest, purpose: 'read' | 'write', { http, signal }: CallContext): Promise<HttpAnswer> {
  if (signal.aborted) throw new TransientError('the call ended before anything was sent');
  try {
    return await http.request({ ...request, signal });
  } catch (error) {
    if (error instanceof AdapterError) throw error;
    throw error instanceof HttpFailure ? silenceOf(error, purpose) : error;
  }
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Printed values are URL-encoded, but for what the settings say themselves. */
function address(source: string): TextTemplate {
  return new TextTemplate(source, { variables: VARIABLES, escape: encodePart });
}

function encodePart(value: unknown): string {
  return encodeURIComponent(value === undefined || value === null ? '' : String(value as string));
}

function told({ status, text }: HttpAnswer): string {
  const words = /^\s*</.test(text) ? 'a page' : text.trim().slice(0, 300);
  return `the file service answered HTTP ${status}${words === '' ? '' : `: ${words}`}`;
}
