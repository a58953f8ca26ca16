import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Ledger, LedgerCase } from './ledger.js';
import { type Misbehaviour, MISBEHAVIOURS, type Misbehaviours, type Order } from './misbehaviour.js';

/** What control commands act on; `orders changed` lets a server close or open its listening socket for `refuse`. */
export interface Controlled {
  readonly ledger: Ledger;
  readonly misbehaviours: Misbehaviours;
  ordersChanged(): Promise<void>;
  /** Orders of this emulator alone, by method and path. */
  readonly commands?: Readonly<Record<string, ControlCommand>>;
  /** Told of each case that was closed. */
  closed?(entry: LedgerCase): Promise<void>;
  /** Told that the ledger was emptied. */
  forgotten?(): void;
}

export interface ControlReply {
  readonly status: number;
  readonly body: unknown;
}

export type ControlCommand = (query: URLSearchParams, emulator: Controlled) => Promise<ControlReply> | ControlReply;

/** The control interface, the same for every emulator. */
const COMMANDS: Readonly<Record<string, ControlCommand>> = {
  'GET /control/cases.json': (_query, { ledger }) => {
    const cases = ledger.all();
    return ok({ count: cases.length, cases });
  },
  'GET /control/count.json': (_query, { ledger }) => ok({ count: ledger.size }),
  'GET /control/calls.json': (_query, { misbehaviours }) => ok(misbehaviours.calls()),
  'GET /control/misbehaviours.json': (_query, { misbehaviours }) => ok(misbehaviours.list()),
  'POST /control/close': closeCase,
  'POST /control/misbehave': misbehave,
  'POST /control/behave': async (_query, emulator) => {
    emulator.misbehaviours.clear();
    await emulator.ordersChanged();
    return ok({ behaving: true });
  },
  'POST /control/reset': async (_query, emulator) => {
    emulator.ledger.reset();
    emulator.forgotten?.();
    emulator.misbehaviours.clear();
    emulator.misbehaviours.forgetCalls();
    await emulator.ordersChanged();
    return ok({ count: 0 });
  },
};

/** Answers one control request in JSON. */
export async function control(request: IncomingMessage, response: ServerResponse, emulator: Controlled): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://control');
  const commands = { ...COMMANDS, ...emulator.commands };
  const command = commands[`${request.method} ${url.pathname}`];
  const reply = command
    ? await obeyed(command, url.searchParams, emulator)
    : wrong(404, `no such command; there are: ${Object.keys(commands).join(', ')}`);
  // A connection that is kept may be closed while its client, on a busy machine, sends the next order over it.
  const headers = { 'content-type': 'application/json; charset=utf-8', connection: 'close' };
  response.writeHead(reply.status, headers).end(JSON.stringify(reply.body));
}

/** A command may fail, for instance when somebody else took the port that was to be opened again. */
async function obeyed(command: ControlCommand, query: URLSearchParams, emulator: Controlled): Promise<ControlReply> {
  try {
    return await command(query, emulator);
  } catch (error) {
    return wrong(500, (error as Error).message);
  }
}

async function closeCase(query: URLSearchParams, emulator: Controlled): Promise<ControlReply> {
  const ref = query.get('ref');
  const reason = query.get('reason');
  if (!ref || !reason) return wrong(400, 'ref and reason are required');
  const at = new Date(query.get('at') ?? Date.now());
  if (Number.isNaN(at.getTime())) return wrong(400, 'at must be a moment in ISO 8601');
  const closed = emulator.ledger.close(ref, reason, query.get('text') ?? undefined, at);
  if (closed) await emulator.closed?.(closed);
  return closed ? ok(closed) : wrong(404, `no case ${ref}`);
}

async function misbehave(query: URLSearchParams, emulator: Controlled): Promise<ControlReply> {
  const mode = query.get('mode');
  const when = query.get('when') ?? 'before';
  if (!isMode(mode)) return wrong(400, `mode must be one of ${MISBEHAVIOURS.join(', ')}`);
  if (when !== 'before' && when !== 'after') return wrong(400, 'when must be before or after');
  const numbers = ['count', 'share', 'delayMs']
    .map((name) => [name, query.get(name)] as const)
    .filter(([, text]) => text !== null);
  const bad = numbers.find(([, text]) => !(Number(text) >= 0));
  if (bad) return wrong(400, `${bad[0]} must be a number`);
  if (mode === 'refuse' && [...query.keys()].some((key) => ['op', 'count', 'share'].includes(key))) {
    return wrong(400, 'refuse closes the whole port until told to behave: it takes no op, count or share');
  }
  const order: Order = {
    mode,
    when,
    op: query.get('op') ?? undefined,
    ...Object.fromEntries(numbers.map(([name, text]) => [name, Number(text)])),
  };
  emulator.misbehaviours.add(order);
  await emulator.ordersChanged();
  return ok(order);
}

function isMode(mode: string | null): mode is Misbehaviour {
  return MISBEHAVIOURS.some((each) => each === mode);
}

const ok = (body: unknown): ControlReply => ({ status: 200, body });
const wrong = (status: number, error: string): ControlReply => ({ status, body: { error } });
