import type { Emulator, EmulatorOptions } from '../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../src/adapter-kit/emulator/http-emulator.js';
import type { CallbackMessage } from '../../src/adapter-kit/emulator/callback-sender.js';
import type { Ledger, LedgerCase } from '../../src/adapter-kit/emulator/ledger.js';
import { type Entry, listed, refused } from './emulator/geo-answers.js';
import { serviceDefinition, serviceList } from './emulator/services.js';

export const EMULATED = { apiKey: 'open311-emulator-key', jurisdiction: 'neighbour.example' } as const;

/** A server of this flavour answers a POST with a token, and knows the id the second time it is asked for it. */
export const TOKENS = 'tokens';
const BUSY_SECONDS = 7;
const PAGE_SIZE = 50;
const PAGE_SIZE_AT_MOST = 1000;
const ROOT = '/open311/v2/';
const STATES: Readonly<Record<string, 'open' | 'closed'>> = { OPEN: 'open', CLOSED: 'closed', FIXED: 'closed' };

/**
 * A small GeoReport v2 server with four services, `servicerequestupdates`, pages, and `Idempotency-Key`; its key is asked for by POSTs. Everything that a
 * POST brought stands in the ledger's fields.
 */
export async function startOpen311Emulator(options: EmulatorOptions): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new GeoReportServer(ledger, options.flavour === TOKENS), options).start();
  return {
    controlUrl: server.controlUrl,
    controlPort: server.controlPort,
    servicePort: server.servicePort,
    settings: {
      endpoint: `${server.serviceUrl}/open311/v2`,
      jurisdictionId: EMULATED.jurisdiction,
      apiKey: EMULATED.apiKey,
    },
    close: () => server.close(),
  };
}

class GeoReportServer implements EmulatedCrm {
  private readonly asked = new Set<string>();
  /** Of the request that is being answered: a refusal comes in its format. */
  private path = '';

  constructor(
    private readonly ledger: Ledger,
    private readonly answersTokens: boolean,
  ) {}

  /** `services`, `createRequest`, `listRequests`, `getRequest`, `getToken`, `postUpdate`, `listUpdates`, `closeOrOpen`. */
  operationOf(request: EmulatedRequest): string {
    const { method, path } = request;
    this.path = path;
    const [resource = '', id] = parts(path);
    if (resource === 'requests') return method === 'POST' ? 'createRequest' : id === undefined ? 'listRequests' : 'getRequest';
    if (resource === 'tokens') return 'getToken';
    if (resource !== 'servicerequestupdates') return resource === 'services' ? 'services' : 'unknown';
    return method === 'POST' ? updateOperation(request) : 'listUpdates';
  }

  answer(request: EmulatedRequest, op: string): EmulatedAnswer {
    const { path } = request;
    const fields = fieldsOf(request);
    if (fields.get('jurisdiction_id') !== EMULATED.jurisdiction) return refused(path, 404, 'jurisdiction_id was not found');
    if (request.method === 'POST' && fields.get('api_key') !== EMULATED.apiKey) return refusedKey(path);
    const id = decodeURIComponent(parts(path)[1] ?? '');
    switch (op) {
      case 'services':
        return id === '' ? serviceList(path) : serviceDefinition(path, id);
      case 'createRequest':
        return this.create(path, fields, request.headers['idempotency-key'] as string | undefined);
      case 'listRequests':
        return listed(path, 'service_requests', this.page(fields).map(shown));
      case 'getRequest':
        return this.one(path, id);
      case 'getToken':
        return this.token(path, id);
      case 'postUpdate':
      case 'closeOrOpen':
        return this.update(path, fields);
      case 'listUpdates':
        return listed(path, 'service_request_updates', this.updates(fields));
      default:
        return { status: 404, headers: { 'content-type': 'text/html' }, body: '<html><body>Not found</body></html>' };
    }
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'auth') return refusedKey(this.path);
    if (mode === 'fault') return refused(this.path, 400, 'service_code is not known');
    return refused(this.path, 429, 'too many requests', { 'retry-after': String(BUSY_SECONDS) });
  }

  /** As another bridge pushes an update. */
  callback(after: LedgerCase, before: LedgerCase): CallbackMessage {
    const note = after.notes[before.notes.length];
    const data = { ...updateOf(after), ...(note && { description: note.text }) };
    return { contentType: 'application/json', body: JSON.stringify({ type: 'service_request.updated', data }) };
  }

  private create(path: string, fields: URLSearchParams, key: string | undefined): EmulatedAnswer {
    if (!fields.get('service_code')) return refused(path, 400, 'service_code is required');
    const earlier = key === undefined ? undefined : this.ledger.all().find((each) => each.fields['idempotencyKey'] === key);
    const made =
      earlier ?? this.ledger.create((number) => `N-${number}`, { ...plain(fields), ...(key && { idempotencyKey: key }) });
    const answer: Entry = this.answersTokens
      ? { token: `t-${made.ref}` }
      : { service_request_id: made.ref, service_notice: null };
    return listed(path, 'service_requests', [answer]);
  }

  private one(path: string, id: string): EmulatedAnswer {
    const found = this.ledger.get(id);
    return found ? listed(path, 'service_requests', [shown(found)]) : refused(path, 404, 'service_request_id was not found');
  }

  private token(path: string, token: string): EmulatedAnswer {
    const found = this.ledger.get(token.slice(2));
    if (!found || !token.startsWith('t-')) return refused(path, 404, 'token was not found');
    const isKnown = this.asked.has(token);
    this.asked.add(token);
    return listed(path, 'service_requests', [{ service_request_id: isKnown ? found.ref : null, token }]);
  }

  /** By `start_date` on the time of the report, or by `updated_after` and `updated_before`. */
  private page(fields: URLSearchParams): LedgerCase[] {
    const size = Math.min(Number(fields.get('page_size') ?? PAGE_SIZE), PAGE_SIZE_AT_MOST);
    const from = (Number(fields.get('page') ?? 1) - 1) * size;
    const code = fields.get('service_code');
    const all = this.ledger
      .all()
      .filter((each) => !code || each.fields['service_code'] === code)
      .filter(({ createdAt }) => !before(createdAt, fields.get('start_date')))
      .filter(
        ({ modifiedAt }) => !before(modifiedAt, fields.get('updated_after')) && !after(modifiedAt, fields.get('updated_before')),
      );
    return all.reverse().slice(from, from + size);
  }

  private update(path: string, fields: URLSearchParams): EmulatedAnswer {
    const [ref, id, status] = ['service_request_id', 'update_id', 'status'].map((name) => fields.get(name) ?? '') as [
      string,
      string,
      string,
    ];
    const missing = ['service_request_id', 'update_id', 'status', 'updated_datetime', 'description'].filter(
      (name) => !fields.get(name),
    );
    if (missing.length > 0) return refused(path, 400, `${missing.join(', ')} is required`);
    const found = this.ledger.get(ref);
    if (!found) return refused(path, 404, 'service_request_id was not found');
    if (!found.notes.some(({ sourceId }) => sourceId === id)) this.take(found, id, fields, status);
    return listed(path, 'service_request_updates', [{ update_id: `u-${id}` }]);
  }

  private take(found: LedgerCase, id: string, fields: URLSearchParams, status: string): void {
    const state = STATES[status];
    if (state && state !== found.status)
      this.ledger.change(found.ref, { status: state, closedAt: state === 'closed' ? new Date().toISOString() : undefined });
    if (isWordOnly(fields)) return;
    const text = [fields.get('description'), ...fields.getAll('media_url')].join('\n');
    const author = [fields.get('first_name'), fields.get('last_name')].filter(Boolean).join(' ');
    this.ledger.addNote(found.ref, { text, sourceId: id, ...(author && { author }) });
  }

  /** One of each report that changed: what its status is now. */
  private updates(fields: URLSearchParams): Entry[] {
    return this.ledger
      .all()
      .filter(({ createdAt, modifiedAt, closedAt }) => closedAt !== undefined || modifiedAt !== createdAt)
      .filter(({ modifiedAt }) => !before(modifiedAt, fields.get('start_date')) && !after(modifiedAt, fields.get('end_date')))
      .map(updateOf);
  }
}

const updateOf = (each: LedgerCase): Entry => ({
  update_id: `${each.ref}-${each.modifiedAt}`,
  service_request_id: each.ref,
  status: each.status,
  updated_datetime: seconds(each.modifiedAt),
  description: each.reasonText ?? each.reason ?? null,
  external_status_code: each.reason ?? null,
  media_url: null,
});

/** `description` repeats `status`: no more was said. */
const isWordOnly = (fields: URLSearchParams) => fields.get('description')?.toUpperCase() === fields.get('status')?.toUpperCase();

function updateOperation(request: EmulatedRequest): string {
  return isWordOnly(fieldsOf(request)) ? 'closeOrOpen' : 'postUpdate';
}

function shown(each: LedgerCase): Entry {
  const text = (name: string) => (typeof each.fields[name] === 'string' ? (each.fields[name] as string) : null);
  return {
    service_request_id: each.ref,
    status: each.status,
    status_notes: each.reasonText ?? each.reason ?? null,
    service_code: text('service_code'),
    description: text('description'),
    requested_datetime: seconds(each.createdAt),
    updated_datetime: seconds(each.modifiedAt),
    lat: text('lat'),
    long: text('long'),
    media_url: null,
  };
}

/** Path below the endpoint, without its format. */
function parts(path: string): string[] {
  return path.startsWith(ROOT)
    ? path
        .slice(ROOT.length)
        .replace(/\.(json|xml)$/, '')
        .split('/')
    : [];
}

function fieldsOf({ method, query, body }: EmulatedRequest): URLSearchParams {
  return method === 'POST' ? new URLSearchParams(body.toString('utf8')) : query;
}

/** A name that came several times is a list. */
function plain(fields: URLSearchParams): Record<string, string | string[]> {
  const names = [...new Set(fields.keys())].filter((name) => name !== 'api_key');
  return Object.fromEntries(
    names.map((name) => [name, fields.getAll(name).length > 1 ? fields.getAll(name) : fields.get(name)!]),
  );
}

const seconds = (at: string) => `${at.slice(0, 19)}Z`;
const before = (at: string, bound: string | null) => bound !== null && seconds(at) < bound;
const after = (at: string, bound: string | null) => bound !== null && seconds(at) > bound;

function refusedKey(path: string): EmulatedAnswer {
  return refused(path, 403, 'api_key is missing or wrong');
}
