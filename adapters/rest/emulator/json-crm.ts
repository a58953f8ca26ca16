import type { EmulatedAnswer, EmulatedCrm, EmulatedRequest } from '../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger, LedgerCase } from '../../../src/adapter-kit/emulator/ledger.js';
import { CaseParts, fileOf, noCase } from './case-parts.js';
import { listCategories } from './categories.js';
import { EMULATED_CREDENTIALS } from './credentials.js';
import { error, json, parse } from './json-answers.js';

const FIRST_NUMBER = 1001;
const PAGE_SIZE = 25;
const PAGE_SIZE_AT_MOST = 100;
const BUSY_SECONDS = 7;

/** By method and the last part of a path below a case. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'GET ': 'getCase',
  'PATCH ': 'updateCase',
  'POST notes': 'addNote',
  'GET notes': 'listNotes',
  'POST files': 'addFile',
  'GET files': 'listFiles',
};

/**
 * `POST /api/cases` takes any object with a `subject`, and `files` in base64; `GET /api/cases/{number}`; `GET /api/cases` lists by
 * `reference` (contains it, as many products search) or `changedSince` and `changedBefore`, in pages of `pageSize`; `GET /api/me`; `GET /api/categories`.
 * `PATCH /api/cases/{number}` with a `state`; `POST` and `GET /api/cases/{number}/notes` and `/files`.
 */
export class JsonCrm implements EmulatedCrm {
  private readonly parts: CaseParts;

  constructor(private readonly ledger: Ledger) {
    this.parts = new CaseParts(ledger);
  }

  /** `createCase`, `findCases`, `listChanges`, `me`, or one of `OPERATIONS`. */
  operationOf({ method, path, query }: EmulatedRequest): string {
    if (method === 'POST' && path === '/api/cases') return 'createCase';
    if (path === '/api/cases') return query.has('reference') ? 'findCases' : 'listChanges';
    if (path === '/api/me') return 'me';
    if (path === '/api/categories') return 'listCategories';
    const below = belowCase(path);
    return (below && OPERATIONS[`${method} ${below.part}`]) || 'unknown';
  }

  answer(request: EmulatedRequest, op: string): EmulatedAnswer | Promise<EmulatedAnswer> {
    if (!isKnown(request)) return this.failure('auth');
    const ref = belowCase(request.path)?.ref ?? '';
    switch (op) {
      case 'createCase':
        return this.create(request);
      case 'getCase':
        return this.get(ref);
      case 'updateCase':
        return this.parts.update(ref, request);
      case 'addNote':
        return this.parts.addNote(ref, request);
      case 'listNotes':
        return this.parts.listNotes(ref);
      case 'addFile':
        return this.parts.addFile(ref, request);
      case 'listFiles':
        return this.parts.listFiles(ref);
      case 'findCases':
      case 'listChanges':
        return this.list(request);
      case 'listCategories':
        return listCategories(request);
      case 'me':
        return json(200, { user: EMULATED_CREDENTIALS.username });
      default:
        return error(404, 'no_such_address', `there is nothing at ${request.path}`);
    }
  }

  /** A fault comes with 200, as some products have it. */
  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'auth') return error(401, 'unauthorized', 'these credentials are not known here');
    if (mode === 'fault') return error(200, 'invalid', 'the category is not known');
    return error(429, 'too_many', 'too many calls', { 'retry-after': String(BUSY_SECONDS) });
  }

  private create({ body, headers }: EmulatedRequest): EmulatedAnswer {
    const fields = parse(body);
    if (!fields) return error(400, 'not_json', 'the body is not a JSON object');
    if (typeof fields.subject !== 'string' || fields.subject === '') return error(422, 'invalid', 'subject may not be empty');
    const idempotencyKey = headers['idempotency-key'];
    const { files = [], ...kept } = fields;
    const enclosed = (Array.isArray(files) ? (files as unknown[]) : [undefined]).map(fileOf);
    if (enclosed.includes(undefined)) return error(422, 'invalid', 'files must be a list of {name, contentType, content}');
    const made = this.ledger.create((number) => String(FIRST_NUMBER - 1 + number), {
      ...kept,
      ...(idempotencyKey && { idempotencyKey }),
    });
    for (const file of enclosed) this.ledger.addFile(made.ref, file!);
    return json(201, { case: shown(made) }, { location: `/api/cases/${made.ref}` });
  }

  private get(ref: string): EmulatedAnswer {
    const found = this.ledger.get(ref);
    return found ? json(200, { case: shown(found) }) : noCase(ref);
  }

  private list({ query }: EmulatedRequest): EmulatedAnswer {
    const since = dateIn(query, 'changedSince');
    const before = dateIn(query, 'changedBefore');
    const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
    const size = Math.min(PAGE_SIZE_AT_MOST, Math.max(1, Number(query.get('pageSize') ?? PAGE_SIZE) || PAGE_SIZE));
    if (since === 'wrong' || before === 'wrong')
      return error(422, 'invalid', 'changedSince and changedBefore must be ISO 8601 with a zone');
    const found = this.ledger.all().filter((each) => fits(each, query.get('reference'), since, before));
    const cases = found.slice((page - 1) * size, page * size).map(shown);
    return json(200, { cases, total: found.length, nextPage: page * size < found.length ? page + 1 : null });
  }
}

/** Undefined for paths that lead to no case. */
function belowCase(path: string): { readonly ref: string; readonly part: string } | undefined {
  const [, ref, part = ''] = /^\/api\/cases\/([^/]+)(?:\/(notes|files))?$/.exec(path) ?? [];
  return ref === undefined ? undefined : { ref: decodeURIComponent(ref), part };
}

function isKnown({ headers }: EmulatedRequest): boolean {
  const { token, username, password, key } = EMULATED_CREDENTIALS;
  const basic = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  return headers.authorization === `Bearer ${token}` || headers.authorization === basic || headers['x-api-key'] === key;
}

/** The id is a number here, and the state an object: not everybody's are texts. */
function shown({ ref, status, reason, reasonText, createdAt, modifiedAt, fields }: LedgerCase): Record<string, unknown> {
  const state = { code: status === 'open' ? 'NEW' : 'DONE', reason: reason ?? null, publicAnswer: reasonText ?? null };
  return { id: Number(ref), ...fields, state, createdAt, modifiedAt };
}

function fits(each: LedgerCase, reference: string | null, since: number | undefined, before: number | undefined): boolean {
  const { reference: own } = each.fields;
  const changed = Date.parse(each.modifiedAt);
  return (
    (reference === null || (typeof own === 'string' && own.includes(reference))) &&
    changed >= (since ?? -Infinity) &&
    changed <= (before ?? Infinity)
  );
}

function dateIn(query: URLSearchParams, name: string): number | 'wrong' | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  return /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)) ? Date.parse(text) : 'wrong';
}
