import { createHash } from 'node:crypto';
import type { Emulator, EmulatorOptions } from '../../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger, LedgerCase, LedgerFile } from '../../../src/adapter-kit/emulator/ledger.js';

export const EMULATED_TOKEN = 'emulated-token-93f1';
const PAGE_SIZE = 3;
const BUSY_SECONDS = 7;
const LOOKED_UP_AT_MOST = 20;
const SIZE = { key: 'SIZE', title: 'How large is it?', mandatory: true, choices: { S: 'As a plate', L: 'As a table' } };
const CATEGORIES = [
  { key: 'POTHOLE', title: 'Pothole', group: 'Streets', questions: [SIZE] },
  { key: 'TREE', title: 'Fallen tree', group: 'Streets', questions: [{ key: 'KIND', title: 'Which kind?', mandatory: false }] },
  { key: 'TREE', title: 'Fallen tree', group: 'Parks', questions: [{ key: 'KIND', title: 'Which kind?', mandatory: false }] },
];

/** Acme Citizen Desk on loopback. Operations for `op=`: those of `OPERATIONS`. */
export async function startAcmeEmulator(options: EmulatorOptions): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new AcmeCrm(ledger), options).start();
  return {
    controlUrl: server.controlUrl,
    controlPort: server.controlPort,
    servicePort: server.servicePort,
    settings: { baseUrl: `${server.serviceUrl}/v1`, token: EMULATED_TOKEN },
    close: () => server.close(),
  };
}

/** By method and path, `*` standing for one segment. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'GET me': 'me',
  'POST tickets': 'createTicket',
  'GET tickets': 'findTickets',
  'GET tickets/*': 'getTicket',
  'POST lookups': 'getTickets',
  'POST tickets/*/comments': 'addComment',
  'GET tickets/*/comments': 'listComments',
  'POST files': 'upload',
  'POST tickets/*/files': 'attach',
  'GET tickets/*/files': 'listFiles',
  'PUT tickets/*/state': 'setState',
  'GET changes': 'listChanges',
  'GET categories': 'listCategories',
};

class AcmeCrm implements EmulatedCrm {
  private readonly uploaded = new Map<string, Omit<LedgerFile, 'at'>>();

  constructor(private readonly ledger: Ledger) {}

  operationOf({ method, path }: EmulatedRequest): string {
    const segments = path.replace(/^\/v1\//, '').split('/');
    const pattern = segments.map((each, index) => (index === 1 ? '*' : each)).join('/');
    return OPERATIONS[`${method} ${pattern}`] ?? OPERATIONS[`${method} ${segments.join('/')}`] ?? 'unknown';
  }

  answer(request: EmulatedRequest, op: string): EmulatedAnswer {
    if (request.headers.authorization !== `Bearer ${EMULATED_TOKEN}`) return this.failure('auth');
    const ref = decodeURIComponent(request.path.split('/')[3] ?? '');
    const body = op === 'upload' ? {} : bodyOf(request);
    if (!body) return refusal(400, 'the body is no JSON object');
    if (op === 'me') return done({ user: 'open311' });
    if (op === 'createTicket') return this.create(body);
    if (op === 'findTickets') return done({ tickets: this.having(request.query.get('externalRef') ?? '').map(shown) });
    if (op === 'getTickets') return this.several(body.numbers);
    if (op === 'listChanges') return this.changes(request.query);
    if (op === 'listCategories') return done({ categories: CATEGORIES });
    if (op === 'upload') return this.upload(request);
    if (op === 'unknown') return refusal(404, 'there is nothing here');
    return this.onTicket(this.ledger.get(ref), body, op);
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'auth') return refusal(401, 'this token is not known');
    if (mode === 'fault') return json(200, { ok: false, error: 'this category is not in use any more' });
    return json(429, { ok: false, error: 'too many calls' }, { 'retry-after': String(BUSY_SECONDS) });
  }

  private create(fields: Readonly<Record<string, unknown>>): EmulatedAnswer {
    const { title, description } = fields;
    if (typeof title !== 'string' || [...title].length > 80)
      return refusal(422, 'title has to be a text of 80 characters at most');
    if (typeof description !== 'string' || [...description].length > 2000)
      return refusal(422, 'description has to be a text of 2000 characters at most');
    return done({ ticket: shown(this.ledger.create((number) => `T-${1000 + number}`, fields)) });
  }

  /** Like many a search, it finds what merely holds the words. */
  private having(externalRef: string): LedgerCase[] {
    return this.ledger.all().filter(({ fields }) => String(fields.externalRef).includes(externalRef));
  }

  private several(numbers: unknown): EmulatedAnswer {
    if (!Array.isArray(numbers)) return refusal(422, 'numbers has to be a list');
    const found = numbers.slice(0, LOOKED_UP_AT_MOST).flatMap((each) => this.ledger.get(String(each)) ?? []);
    return done({ tickets: found.map(shown) });
  }

  private changes(query: URLSearchParams): EmulatedAnswer {
    const [from, to] = [Date.parse(query.get('from') ?? ''), Date.parse(query.get('to') ?? '')];
    if (Number.isNaN(from) || Number.isNaN(to)) return refusal(422, 'from and to have to be moments');
    const start = Number(query.get('page') ?? 0);
    const changed = this.ledger.all().filter(({ modifiedAt }) => Date.parse(modifiedAt) >= from && Date.parse(modifiedAt) <= to);
    const end = start + PAGE_SIZE;
    return done({ tickets: changed.slice(start, end).map(shown), next: end < changed.length ? String(end) : null });
  }

  private upload({ query, headers, body }: EmulatedRequest): EmulatedAnswer {
    const id = `F-${this.uploaded.size + 1}`;
    const sha256 = createHash('sha256').update(body).digest('hex');
    this.uploaded.set(id, {
      name: query.get('name') ?? 'unnamed',
      contentType: headers['content-type'] ?? '',
      size: body.length,
      sha256,
    });
    return done({ file: id });
  }

  private onTicket(ticket: LedgerCase | undefined, body: Readonly<Record<string, unknown>>, op: string): EmulatedAnswer {
    if (!ticket) return refusal(404, 'no such ticket');
    const { ref, notes, files } = ticket;
    if (op === 'getTicket') return done({ ticket: shown(ticket) });
    if (op === 'listComments') return done({ comments: notes.map(({ text, sourceId }) => ({ text, externalRef: sourceId })) });
    if (op === 'listFiles') return done({ files: files.map(({ name }) => ({ name })) });
    if (op === 'setState') return this.setState(ref, body.state);
    if (op === 'attach') return this.attach(ref, String(body.file));
    const author = typeof body.author === 'string' ? { author: body.author } : {};
    this.ledger.addNote(ref, { text: String(body.text), sourceId: String(body.externalRef), ...author });
    return done({});
  }

  private attach(ref: string, id: string): EmulatedAnswer {
    const file = this.uploaded.get(id);
    if (!file) return refusal(422, 'no such file');
    this.ledger.addFile(ref, file);
    return done({});
  }

  private setState(ref: string, state: unknown): EmulatedAnswer {
    if (state === 'DONE') this.ledger.close(ref, 'Done, says the resident');
    else if (state === 'NEW') this.ledger.change(ref, { status: 'open', reason: undefined, closedAt: undefined });
    else return refusal(422, 'state has to be NEW or DONE');
    return done({});
  }
}

function shown({ ref, status, reason, reasonText, modifiedAt, fields }: LedgerCase) {
  const state = status === 'open' ? 'NEW' : 'DONE';
  return { number: ref, externalRef: fields.externalRef, state, reason, publicText: reasonText, changedAt: modifiedAt };
}

function bodyOf({ body }: EmulatedRequest): Record<string, unknown> | undefined {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const done = (answer: object): EmulatedAnswer => json(200, { ok: true, ...answer });
const refusal = (status: number, error: string): EmulatedAnswer => json(status, { ok: false, error });

function json(status: number, body: object, headers: Readonly<Record<string, string>> = {}): EmulatedAnswer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: JSON.stringify(body) };
}
