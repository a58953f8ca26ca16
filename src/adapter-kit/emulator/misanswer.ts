import type { ServerResponse } from 'node:http';
import { blankOf } from './blank-answer.js';
import type { EmulatedAnswer, EmulatedCrm } from './emulated-crm.js';
import type { Order } from './misbehaviour.js';

const HTML_PAGE: EmulatedAnswer = {
  status: 200,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<!DOCTYPE html><html><head><title>Sign in</title></head><body><form>Please sign in</form></body></html>',
};
/** Some servers say so where others say 401. */
const ERROR_403: EmulatedAnswer = { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Forbidden' };
/** A web server's, which knows nothing of cases; a page that an XML parser can read. */
const ERROR_404: EmulatedAnswer = {
  status: 404,
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: '<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>',
};
const ERROR_500: EmulatedAnswer = { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' };
const ERROR_503: EmulatedAnswer = {
  status: 503,
  headers: { 'content-type': 'text/plain', 'retry-after': '17' },
  body: 'Service Unavailable',
};
const REDIRECT: EmulatedAnswer = { status: 302, headers: { location: '/emulator/elsewhere' }, body: '' };
/** Bytes that are neither text in any charset nor a document of any kind. */
const GARBAGE = Buffer.from(Array.from({ length: 512 }, (_each, index) => (index * 151 + 128) % 256));
const TRICKLE_MS = 20;
const CHUNK = Buffer.alloc(65_536, ' ');
/** More than any answer has; a client with a size cap goes away long before. */
const HUGE_BYTES = 64_000_000;

interface Failing {
  /** How the CRM says no to this call. */
  failure(mode: Parameters<EmulatedCrm['failure']>[0]): EmulatedAnswer;
}

/** Answers as ordered. @param answer what the CRM would have said, having done it; absent: it has done nothing. */
export function misanswer(order: Order, crm: Failing, answer: EmulatedAnswer | undefined, response: ServerResponse): void {
  const whole = answer ?? crm.failure('fault');
  switch (order.mode) {
    case 'slow':
    case 'twice':
      return send(response, whole);
    case 'hang':
      return;
    case 'refuse':
    case 'drop':
      return void response.socket?.destroy();
    case 'cut':
      return cut(response, whole);
    case 'error403':
      return send(response, ERROR_403);
    case 'error404':
      return send(response, ERROR_404);
    case 'error500':
      return send(response, ERROR_500);
    case 'error503':
      return send(response, ERROR_503);
    case 'redirect':
      return send(response, REDIRECT);
    case 'html':
      return send(response, HTML_PAGE);
    case 'garbage':
      return void response.writeHead(200, { ...whole.headers, 'content-length': GARBAGE.length }).end(GARBAGE);
    case 'empty':
      return send(response, { status: 200, headers: {}, body: '' });
    case 'blank':
      return send(response, blankOf(whole));
    case 'truncate':
      return truncate(response, whole);
    case 'trickle':
      return trickle(response, whole);
    case 'huge':
      return huge(response, whole);
    default:
      return send(response, crm.failure(order.mode));
  }
}

export function send(response: ServerResponse, { status, headers, body }: EmulatedAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) }).end(body);
}

/** Half of the body under a length that fits it: what a broken gateway passes on as whole. */
function truncate(response: ServerResponse, answer: EmulatedAnswer): void {
  send(response, { ...answer, status: 200, body: half(answer) });
}

/** Half of the body under the length of the whole, and then the end of the connection. */
function cut(response: ServerResponse, answer: EmulatedAnswer): void {
  response.writeHead(200, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.write(half(answer), () => response.socket?.destroy());
}

const half = ({ body }: EmulatedAnswer): string | Buffer => body.slice(0, body.length / 2);

/** A blank now and then, and never an end: a limit on silence alone would wait for ever. */
function trickle(response: ServerResponse, { headers }: EmulatedAnswer): void {
  response.writeHead(200, { ...headers });
  const timer = setInterval(() => response.write(' '), TRICKLE_MS);
  response.once('close', () => clearInterval(timer));
}

/** As fast as the client reads, until it goes away. */
function huge(response: ServerResponse, { headers }: EmulatedAnswer): void {
  response.writeHead(200, { ...headers });
  let left = HUGE_BYTES;
  const more = (): void => {
    for (; left > 0; left -= CHUNK.length) if (!response.write(CHUNK)) return;
    response.end();
  };
  response.on('drain', () => {
    left -= CHUNK.length;
    more();
  });
  more();
}
