import { HttpFailure } from '../../http-failure.js';
import type { HttpAnswer, HttpClient, HttpRequest } from '../../http.js';
import { Redactor } from '../../redactor.js';
import type { TestContext } from '../call-context.js';
import type { TestServer } from '../test-server.js';
import { comparableBody, comparablePath } from './comparable.js';
import { RECORDED_ORIGIN, type RecordedAnswer, type RecordedExchange, type Recording } from './recording.js';

/** A replayed answer is as long as it is; how it travelled says nothing. */
const LEFT_OUT = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'date', 'content-encoding']);

/** Writes down what adapters under test send and get, without the secrets that are known by then. */
export class Recorder {
  private readonly cases: Record<string, { startedAt: string; exchanges: RecordedExchange[] }> = {};
  private readonly redactor: Redactor;
  private current: RecordedExchange[] = [];

  constructor(
    private readonly adapter: string,
    secrets: readonly string[],
    private readonly volatile: readonly RegExp[],
  ) {
    this.redactor = new Redactor(secrets);
  }

  /** The server, watched. */
  around(server: TestServer): TestServer {
    return {
      ...server,
      begin: async (caseId) => {
        await server.begin(caseId);
        this.current = [];
        this.cases[caseId] = { startedAt: server.now().toISOString(), exchanges: this.current };
      },
      watch: (context) => this.watched(server.watch(context)),
    };
  }

  /** @param caseIds of what can be replayed: all else is left out. @throws Error when nothing was sent over the kit's HTTP client. */
  recording(server: Pick<TestServer, 'settings' | 'seed'>, caseIds: ReadonlySet<string>): Recording {
    const meant = Object.entries(this.cases).filter(([id]) => caseIds.has(id));
    if (meant.every(([, { exchanges }]) => exchanges.length === 0))
      throw new Error('there is nothing to record: the adapter sends nothing through the HTTP client it is given');
    const origins = originsIn(server.settings);
    const recording: Recording = {
      format: 'open311-bridge/conformance-recording',
      version: 1,
      adapter: this.adapter,
      recordedAt: new Date().toISOString(),
      seed: server.seed,
      settings: server.settings,
      cases: Object.fromEntries(meant),
    };
    const text = origins.reduce((all, origin) => all.replaceAll(origin, RECORDED_ORIGIN), JSON.stringify(recording));
    return JSON.parse(this.redactor.redact(text)) as Recording;
  }

  private watched(context: TestContext): TestContext {
    return { ...context, http: this.client(context.http, this.current) };
  }

  private client(http: HttpClient, exchanges: RecordedExchange[]): HttpClient {
    return {
      request: (request) => this.recorded(request, () => http.request(request), exchanges),
      hide: (secret) => {
        this.redactor.add(secret);
        http.hide(secret);
      },
      using: (settings) => this.client(http.using(settings), exchanges),
    };
  }

  private async recorded(
    request: HttpRequest,
    send: () => Promise<HttpAnswer>,
    exchanges: RecordedExchange[],
  ): Promise<HttpAnswer> {
    const contentType = Object.entries(request.headers ?? {}).find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
    const body = comparableBody(request.body, contentType, this.volatile);
    const sent = { method: request.method, path: comparablePath(request), ...(body !== undefined && { body }) };
    try {
      const answer = await send();
      exchanges.push({ ...sent, answer: kept(answer) });
      return answer;
    } catch (error) {
      if (error instanceof HttpFailure && error.sent) exchanges.push(sent);
      throw error;
    }
  }
}

function kept({ status, headers, text, bytes }: HttpAnswer): RecordedAnswer {
  const told = Object.fromEntries(Object.entries(headers).filter(([name]) => !LEFT_OUT.has(name)));
  const isUtf8 = bytes === undefined || Buffer.from(text).equals(bytes);
  return { status, headers: told, ...(isUtf8 ? { text } : { base64: bytes.toString('base64') }) };
}

function originsIn(value: unknown): string[] {
  if (typeof value === 'string') return /^https?:\/\//.test(value) && URL.canParse(value) ? [new URL(value).origin] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(originsIn) : [];
}
