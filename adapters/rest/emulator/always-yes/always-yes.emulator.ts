import type { Emulator, EmulatorOptions } from '../../../../src/adapter-kit/emulator/emulator.js';
import {
  type EmulatedAnswer,
  type EmulatedCrm,
  type EmulatedRequest,
  HttpEmulator,
} from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger } from '../../../../src/adapter-kit/emulator/ledger.js';
import { no, yes } from './answers.js';
import { ALWAYS_YES_CREDENTIALS } from './credentials.js';
import { STATES, Tickets } from './tickets.js';
import { TicketParts } from './ticket-parts.js';

const BASE = '/rest/v3';
const BUSY_SECONDS = 7;

/** By method and the last part of a path below a ticket. */
const OPERATIONS: Readonly<Record<string, string>> = {
  'GET ': 'getTicket',
  'PUT ': 'setState',
  'POST remarks': 'addRemark',
  'GET remarks': 'listRemarks',
  'POST files': 'addFile',
  'GET files': 'listFiles',
};

/** An imaginary CRM with bad habits, which API.md describes: 200 on failure, lists of ids alone, changes that silently do nothing. */
export async function startAlwaysYes(options: EmulatorOptions): Promise<Emulator> {
  const server = await new HttpEmulator((ledger) => new AlwaysYes(ledger), options).start();
  return {
    controlUrl: server.controlUrl,
    controlPort: server.controlPort,
    servicePort: server.servicePort,
    settings: {
      baseUrl: `${server.serviceUrl}${BASE}`,
      auth: { kind: 'apiKey', header: 'X-Tenant-Key', value: ALWAYS_YES_CREDENTIALS.key },
    },
    close: () => server.close(),
  };
}

class AlwaysYes implements EmulatedCrm {
  private readonly tickets: Tickets;
  private readonly parts: TicketParts;

  constructor(ledger: Ledger) {
    this.tickets = new Tickets(ledger);
    this.parts = new TicketParts(ledger);
  }

  /** `createTicket`, `listTickets`, `states`, `me`, or one of `OPERATIONS`. */
  operationOf({ method, path }: EmulatedRequest): string {
    if (path === `${BASE}/tickets`) return method === 'POST' ? 'createTicket' : 'listTickets';
    if (path === `${BASE}/states`) return 'states';
    if (path === `${BASE}/me`) return 'me';
    const below = belowTicket(path);
    return (below && OPERATIONS[`${method} ${below.part}`]) || 'unknown';
  }

  answer(request: EmulatedRequest, op: string): EmulatedAnswer {
    if (request.headers['x-tenant-key'] !== ALWAYS_YES_CREDENTIALS.key) return this.failure('auth');
    const ref = belowTicket(request.path)?.ref ?? '';
    const acts: Readonly<Record<string, () => EmulatedAnswer>> = {
      createTicket: () => this.tickets.create(request),
      listTickets: () => this.tickets.list(request),
      getTicket: () => this.tickets.get(ref),
      setState: () => this.tickets.setState(ref, request),
      addRemark: () => this.parts.addRemark(ref, request),
      listRemarks: () => this.parts.listRemarks(ref),
      addFile: () => this.parts.addFile(ref, request),
      listFiles: () => this.parts.listFiles(ref),
      states: () => yes({ states: STATES }),
      me: () => yes({ tenant: 'riverton' }),
    };
    return acts[op]?.() ?? no(9, `there is nothing at ${request.path}`);
  }

  failure(mode: 'fault' | 'auth' | 'ratelimit'): EmulatedAnswer {
    if (mode === 'auth') return no(4, 'the key is not known');
    if (mode === 'fault') return no(21, 'the kind is not known');
    return no(12, 'too many calls', { 'retry-after': String(BUSY_SECONDS) });
  }
}

/** Undefined for paths that lead to no ticket. */
function belowTicket(path: string): { readonly ref: string; readonly part: string } | undefined {
  const [, ref, part = ''] = /^\/rest\/v3\/tickets\/([^/]+)(?:\/(remarks|files))?$/.exec(path) ?? [];
  return ref === undefined ? undefined : { ref: decodeURIComponent(ref), part };
}
