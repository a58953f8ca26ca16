import type { EmulatedAnswer, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import type { Ledger, LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { parse } from '../json-answers.js';
import { no, noTicket, yes } from './answers.js';

const RECEIVED = 10;
const SETTLED = 30;
export const STATES = [
  { number: RECEIVED, label: 'Received' },
  { number: SETTLED, label: 'Settled' },
];
const FIRST_NUMBER = 1001;
const LISTED_AT_MOST = 5;

/** Tickets, and what happens to them. */
export class Tickets {
  constructor(private readonly ledger: Ledger) {}

  create({ body }: EmulatedRequest): EmulatedAnswer {
    const fields = parse(body);
    if (!fields) return no(21, 'the body is not a JSON object');
    if (typeof fields.title !== 'string' || fields.title === '') return no(21, 'title may not be empty');
    const made = this.ledger.create((number) => String(FIRST_NUMBER - 1 + number), fields);
    return yes({ ticket: Number(made.ref) });
  }

  get(ref: string): EmulatedAnswer {
    const found = this.ledger.get(ref);
    return found ? yes(shown(found)) : noTicket(ref);
  }

  /** Ids alone, so many at most, whatever is asked for. */
  list({ query }: EmulatedRequest): EmulatedAnswer {
    const [from, to] = [momentIn(query, 'changedFrom'), momentIn(query, 'changedTo')];
    const found = this.ledger
      .all()
      .filter(({ status }) => status === 'open' || query.get('all') === '1')
      .filter(({ modifiedAt }) => Date.parse(modifiedAt) >= (from ?? -Infinity) && Date.parse(modifiedAt) <= (to ?? Infinity))
      .filter(({ fields }) => String(fields.foreignId ?? '').startsWith(query.get('foreignId') ?? ''));
    const start = Math.max(0, Number(query.get('start') ?? 0) || 0);
    return yes({ ids: found.slice(start, start + LISTED_AT_MOST).map(({ ref }) => Number(ref)), total: found.length });
  }

  /** What can not be done is not done, and nobody is told. */
  setState(ref: string, { body }: EmulatedRequest): EmulatedAnswer {
    const { state, outcome } = parse(body) ?? {};
    if (!this.ledger.get(ref)) return noTicket(ref);
    if (state === SETTLED && typeof outcome === 'string' && outcome !== '') this.ledger.close(ref, outcome);
    if (state === RECEIVED)
      this.ledger.change(ref, { status: 'open', reason: undefined, reasonText: undefined, closedAt: undefined });
    return yes();
  }
}

function shown({ ref, status, reason, reasonText, createdAt, modifiedAt, fields }: LedgerCase): Record<string, unknown> {
  const state = status === 'open' ? RECEIVED : SETTLED;
  const said = { outcome: reason ?? null, answer: reasonText ?? null };
  return { ...fields, ticket: Number(ref), state, ...said, created: written(createdAt), changed: written(modifiedAt) };
}

function written(iso: string): string {
  return iso.replace('T', ' ').replace('Z', '');
}

/** Undefined for what can't be read, too. */
function momentIn(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(text) ? Date.parse(`${text.replace(' ', 'T')}Z`) : undefined;
}
