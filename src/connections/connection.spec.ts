import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallContext, CrmAdapter } from '../adapter-kit/adapter.js';
import { RejectedError } from '../adapter-kit/errors.js';
import { Log } from '../settings/log.js';
import { aConnection } from '../../test/support/a-connection.js';
import { Connection } from './connection.js';

let server: Server;
let hits: number;
beforeEach(async () => {
  hits = 0;
  server = createServer((_request, response) => {
    hits += 1;
    response.end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => void server.close());

const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
/** The time is none that a call comes to, however busy the machine. */
const call = <T>(verb: (context: CallContext) => Promise<T>, callTimeoutMs = 600_000) => {
  const connection = new Connection(aConnection({ delivery: { callTimeoutMs } }), {} as CrmAdapter, Log.at('silent'));
  const calling = connection.call({ idempotencyKey: 'k', signal: new AbortController().signal }, verb);
  return calling.finally(() => connection.close());
};
const get = (context: CallContext, url = address()) => context.http.request({ method: 'GET', url });

describe('what an adapter does not classify is classified by when it failed', () => {
  it('before the first byte was sent: transient', async () => {
    const refused = async (context: CallContext) => {
      await get(context, 'http://127.0.0.1:1/').catch(() => undefined);
      throw new TypeError('oops');
    };
    await expect(call(refused)).rejects.toMatchObject({ kind: 'transient', message: 'oops' });
  });

  it('after it: unknown', async () => {
    const broken = async (context: CallContext) => {
      await get(context);
      throw new TypeError('oops');
    };
    await expect(call(broken)).rejects.toMatchObject({ kind: 'unknown', message: 'oops' });
  });

  it('by an adapter with a wire of its own: unknown', async () => {
    await expect(call(() => Promise.reject(new Error('smtp')))).rejects.toMatchObject({ kind: 'unknown' });
  });
});

it('shows no secret in an error or its causes, though only the call knew it', async () => {
  const telling = async ({ http }: CallContext) => {
    http.hide('t0ken-of-today');
    throw new RejectedError('bad t0ken-of-today', { cause: new Error('t0ken-of-today?') });
  };
  const failure = (await call(telling).catch((error: unknown) => error)) as Error;
  expect(failure).toBeInstanceOf(RejectedError);
  expect(`${failure.message} ${failure.stack} ${String(failure.cause)}`).not.toContain('t0ken-of-today');
  expect(failure.message).toBe('bad [masked]');
});

it('sends nothing for an adapter that goes on after its time', async () => {
  let goOn: () => void = () => undefined;
  const given = new Promise<void>((resolve) => (goOn = resolve));
  let later: Promise<unknown> | undefined;
  const stubborn = (context: CallContext) => (later = given.then(() => get(context)));
  await expect(call(stubborn, 100)).rejects.toMatchObject({ kind: 'unknown' });
  goOn();
  await expect(later).rejects.toMatchObject({ code: 'CALL_OVER' });
  expect(hits).toBe(0);
});

describe('a connection that is ended', () => {
  const closing = async (close: CrmAdapter['close'], callTimeoutMs = 600_000) => {
    const connection = new Connection(aConnection({ delivery: { callTimeoutMs } }), { close } as CrmAdapter, Log.at('silent'));
    await connection.end();
  };

  it('lets its adapter end what it has open at the CRM first', async () => {
    await closing(async (context) => void (await get(context)));
    expect(hits).toBe(1);
  });

  it('is closed all the same when its adapter fails at that, does not end, or has nothing to end', async () => {
    await expect(closing(() => Promise.reject(new Error('no')))).resolves.toBeUndefined();
    await expect(closing(() => new Promise(() => undefined), 100)).resolves.toBeUndefined();
    await expect(closing(undefined)).resolves.toBeUndefined();
  });
});
