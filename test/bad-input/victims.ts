import { inspect } from 'node:util';
import { lagan } from '../../adapters/lagan/lagan.adapter.js';
import { rest } from '../../adapters/rest/rest.adapter.js';
import { soap } from '../../adapters/soap/soap.adapter.js';
import type { AdapterManifest, CallContext, CrmAdapter } from '../../src/adapter-kit/adapter.js';
import type { Exchange } from '../../src/adapter-kit/http.js';
import { Connection } from '../../src/connections/connection.js';
import { SIMPLE } from '../adapters/soap-site.js';
import { aServiceRequest } from '../adapter-kit/a-service-request.js';
import { validated } from '../adapter-kit/adapter-bench.js';
import { aConnection } from '../support/a-connection.js';

export const SECRET = 'hush-Hush<1>';
/** None that a call comes to, however busy the machine: what is not over by itself makes the test red. */
const NO_DEADLINE_MS = 600_000;

type Settings = Readonly<Record<string, unknown>>;

/** An adapter as the bridge runs it, and all that an operator could see of it. Its calls end at their signal. */
export class Victim {
  readonly seen: unknown[] = [];
  private readonly connection: Connection;
  private readonly adapter: CrmAdapter;

  private constructor(
    manifest: AdapterManifest<never>,
    settings: Settings,
    private readonly signal: AbortSignal,
  ) {
    const log = (fields: object, message: string) => void this.seen.push({ ...fields, message });
    this.adapter = manifest.create(validated(manifest.settingsClass, settings) as never);
    const delivery = { callTimeoutMs: NO_DEADLINE_MS, connectTimeoutMs: NO_DEADLINE_MS, maxAnswerBytes: 2_000_000 };
    // A literal password in the YAML is no reference, so that the host does not know it.
    this.connection = new Connection(aConnection({ delivery, secrets: [] }), this.adapter, { info: log, warn: log });
  }

  static lagan(url: string, settings: Settings = {}, signal = new AbortController().signal): Victim {
    const account = { username: 'open311', password: SECRET, soapAuth: 'none', httpAuth: 'basic' };
    const written = { endpoint: `${url}/FL`, ...account, defaultCase: { eventCode: 1 }, ...settings };
    return new Victim(lagan as unknown as AdapterManifest<never>, written, signal);
  }

  static rest(url: string, settings: Settings = {}, signal = new AbortController().signal): Victim {
    const written = {
      baseUrl: url,
      auth: { kind: 'basic', username: 'open311', password: SECRET },
      check: { path: '/me' },
      create: { path: '/cases', body: '{"id": request.id}', caseRef: 'body.id' },
      ...settings,
    };
    return new Victim(rest as unknown as AdapterManifest<never>, written, signal);
  }

  static soap(url: string, settings: Settings = {}, signal = new AbortController().signal): Victim {
    const { http = {}, ...others } = settings;
    const auth = { kind: 'basic', username: 'open311', password: SECRET };
    const written = { ...SIMPLE, endpoint: `${url}/soap`, ...others, http: { auth, ...(http as Settings) } };
    return new Victim(soap as unknown as AdapterManifest<never>, written, signal);
  }

  create(): Promise<unknown> {
    return this.failureOf((context) => this.adapter.createCase(aServiceRequest(), context));
  }

  check(): Promise<unknown> {
    return this.failureOf((context) => this.adapter.check(context));
  }

  /** Everything that is kept or shown of the calls so far, their failures included. */
  shown(): string {
    return inspect(this.seen, { depth: Infinity, maxStringLength: Infinity, maxArrayLength: Infinity });
  }

  close(): void {
    this.connection.close();
  }

  private async failureOf(verb: (context: CallContext) => Promise<unknown>): Promise<unknown> {
    const capture = (exchange: Exchange) => void this.seen.push(exchange);
    const call = this.connection.call({ idempotencyKey: 'k', signal: this.signal, capture }, verb);
    const failure: unknown = await call.then(
      (result) => ({ succeeded: result }),
      (error: unknown) => error,
    );
    this.seen.push(failure);
    return failure;
  }
}
