import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { closeNow, listen, portOf } from '../../emulator/http-emulator.js';
import type { TestServer } from '../test-server.js';
import { comparableBody, comparablePath } from './comparable.js';
import { RECORDED_ORIGIN, type RecordedExchange, type Recording } from './recording.js';

/** Status of what was never recorded: nobody's, so that no adapter takes it for an answer. */
const NOT_RECORDED = 599;

/**
 * A server on loopback that answers as was recorded. What an adapter sends has to be what it sent then, but for moments, and in any order; anything else is
 * the case's complaint.
 */
export async function replayServer(recording: Recording, volatile: readonly RegExp[]): Promise<TestServer> {
  let left: RecordedExchange[] = [];
  let startedAt = new Date(recording.recordedAt);
  let complaint: string | undefined;
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const answer = next(request, body);
      if (typeof answer === 'string') complaint ??= answer;
      respond(response, answer, origin);
    });
  });
  await listen(server, 0);
  const origin = `http://127.0.0.1:${portOf(server)}`;

  function next(request: IncomingMessage, body: Buffer): RecordedExchange | string {
    const sent = sentIn(request, body, volatile);
    const sameCall = left.filter(({ method, path }) => method === sent.method && path === sent.path);
    const index = left.findIndex(
      ({ method, path, body: recorded }) => method === sent.method && path === sent.path && sent.isBody(recorded),
    );
    if (index !== -1) return left.splice(index, 1)[0]!;
    if (sameCall.length > 0) return `${sent.method} ${sent.path} was sent with another body than was recorded: ${sent.shown}`;
    return `${sent.method} ${sent.path} was not recorded in this case, or not so often`;
  }

  return {
    settings: JSON.parse(JSON.stringify(recording.settings).replaceAll(RECORDED_ORIGIN, origin)) as Record<string, unknown>,
    seed: recording.seed,
    now: () => startedAt,
    begin(caseId) {
      complaint = undefined;
      const recorded = recording.cases[caseId];
      if (!recorded) throw new Error(`nothing was recorded of ${caseId}: record anew with --record`);
      left = [...recorded.exchanges];
      startedAt = new Date(recorded.startedAt);
      return Promise.resolve();
    },
    complaint: () => complaint,
    watch: (context) => context,
    another: () => Promise.reject(new Error('there is only what was recorded')),
    close: () => closeNow(server),
  };
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** A recording does not tell whether what was sent came from a text or from bytes: either will do. */
function sentIn({ method = 'GET', url = '/', headers }: IncomingMessage, bytes: Buffer, volatile: readonly RegExp[]) {
  const contentType = headers['content-type'] ?? '';
  const spellings = [bytes.toString(), bytes].map((body) => comparableBody(body, contentType, volatile));
  return {
    method,
    path: comparablePath({ url: `${RECORDED_ORIGIN}${url}` }),
    isBody: (recorded: string | undefined) => spellings.includes(recorded),
    shown: bytes.toString().slice(0, 300),
  };
}

function respond(response: ServerResponse, exchange: RecordedExchange | string, origin: string): void {
  if (typeof exchange === 'string') return void response.writeHead(NOT_RECORDED).end(exchange);
  if (!exchange.answer) return void response.socket?.destroy();
  const { status, headers, text = '', base64 } = exchange.answer;
  const here = (value: string) => value.replaceAll(RECORDED_ORIGIN, origin);
  const body = base64 === undefined ? Buffer.from(here(text)) : Buffer.from(base64, 'base64');
  const told = Object.entries(headers).map(([name, value]) => [name, here(value)] as const);
  response.writeHead(status, { ...Object.fromEntries(told), 'content-length': body.length }).end(body);
}
