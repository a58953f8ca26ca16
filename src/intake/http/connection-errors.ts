import type { Socket } from 'node:net';
import { errorsDocument } from '../formats/documents.js';
import { CONTENT_TYPES, render } from '../formats/render.js';

/** What Node says of a request that never became one; all but a time-out are bad requests to a client (ERR-6). */
const ANSWERS: Readonly<Record<string, readonly [status: number, phrase: string, description: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'the request did not arrive whole in time; nothing was kept'],
  HPE_HEADER_OVERFLOW: [400, 'Bad Request', 'the address and the headers together are too long'],
};
const OTHERWISE = [400, 'Bad Request', 'this is not a valid HTTP request'] as const;

/** Answers what Node's parser refused, where the connection still takes an answer, and closes it. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  const [status, phrase, description] = ANSWERS[error.code ?? ''] ?? OTHERWISE;
  const body = render(errorsDocument([{ code: status, description }]), 'xml');
  const head = [
    `HTTP/1.1 ${status} ${phrase}`,
    'Connection: close',
    'Access-Control-Allow-Origin: *',
    `Content-Type: ${CONTENT_TYPES.xml}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Whoever goes on sending is not listened to.
  socket.once('finish', () => socket.destroy());
}
