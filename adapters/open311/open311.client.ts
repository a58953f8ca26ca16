import type { CallContext } from '../../src/adapter-kit/adapter.js';
import type { HttpAnswer } from '../../src/adapter-kit/http.js';
import { HttpFailure, silenceOf } from '../../src/adapter-kit/http-failure.js';
import { failureOf, type Purpose } from './open311.failures.js';
import { entriesOf, type GeoReportEntry } from './open311.records.js';
import type { Open311Settings } from './open311.settings.js';

/** Fields of a form or a query; a name may come several times. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** One GeoReport server, with our key and jurisdiction put to every call. */
export class Open311Client {
  private readonly base: string;
  private readonly always: Fields;

  constructor(private readonly settings: Pick<Open311Settings, 'endpoint' | 'jurisdictionId' | 'apiKey' | 'format'>) {
    this.base = settings.endpoint.replace(/\/+$/, '');
    this.always = [
      ...(settings.jurisdictionId === undefined ? [] : ([['jurisdiction_id', settings.jurisdictionId]] as const)),
      ...(settings.apiKey === undefined ? [] : ([['api_key', settings.apiKey]] as const)),
    ];
  }

  /** @param path below the endpoint, without the format. @throws AdapterError */
  async get(path: string, query: Fields, context: CallContext): Promise<GeoReportEntry[]> {
    const url = `${this.address(path)}?${encoded([...this.always, ...query])}`;
    return this.entries(await this.send({ method: 'GET', url }, 'read', context), 'read');
  }

  /** Like `get`, for lists: some servers answer 404 when there is nothing. */
  async list(path: string, query: Fields, context: CallContext): Promise<GeoReportEntry[]> {
    return (await this.find(path, context, query)) ?? [];
  }

  get format(): 'json' | 'xml' {
    return this.settings.format;
  }

  /** An answer that is no list, as it came. @throws AdapterError */
  async text(path: string, context: CallContext): Promise<string> {
    const answer = await this.send({ method: 'GET', url: `${this.address(path)}?${encoded(this.always)}` }, 'read', context);
    this.entries(answer, 'read');
    return answer.text;
  }

  /** Undefined where there is no such thing (404). @throws AdapterError */
  async find(path: string, context: CallContext, query: Fields = []): Promise<GeoReportEntry[] | undefined> {
    const url = `${this.address(path)}?${encoded([...this.always, ...query])}`;
    const answer = await this.send({ method: 'GET', url }, 'read', context);
    const isGone = (answer.status === 404 || answer.status === 410) && this.read(answer) !== undefined;
    return isGone ? undefined : this.entries(answer, 'read');
  }

  /** @throws AdapterError */
  async post(
    path: string,
    form: Fields,
    headers: Readonly<Record<string, string>>,
    context: CallContext,
  ): Promise<GeoReportEntry[]> {
    const body = encoded([...this.always, ...form]);
    const sent = {
      method: 'POST',
      url: this.address(path),
      body,
      headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8', ...headers },
    } as const;
    return this.entries(await this.send(sent, 'write', context), 'write');
  }

  private address(path: string): string {
    return `${this.base}/${path}.${this.settings.format}`;
  }

  private async send(
    request: { method: 'GET' | 'POST'; url: string; body?: string; headers?: Readonly<Record<string, string>> },
    purpose: Purpose,
    { http, signal }: CallContext,
  ): Promise<HttpAnswer> {
    if (this.settings.apiKey !== undefined) http.hide(this.settings.apiKey);
    const headers = { accept: this.settings.format === 'json' ? 'application/json' : 'text/xml, application/xml' };
    return http.request({ ...request, headers: { ...headers, ...request.headers }, signal }).catch((error: unknown) => {
      throw error instanceof HttpFailure ? silenceOf(error, purpose) : error;
    });
  }

  private entries(answer: HttpAnswer, purpose: Purpose): GeoReportEntry[] {
    const read = this.read(answer);
    const failure = failureOf(answer, read, purpose);
    if (failure) throw failure;
    return read!;
  }

  /** Undefined: not what a GeoReport server answers. */
  private read({ text }: HttpAnswer): GeoReportEntry[] | undefined {
    try {
      return entriesOf(text, this.settings.format);
    } catch {
      return undefined;
    }
  }
}

function encoded(fields: Fields): string {
  return new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
}
