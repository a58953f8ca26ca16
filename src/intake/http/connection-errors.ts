import type { Socket } from 'node:net';
import { errorsDocument } from '../formats/documents.js';
import { CONTENT_TYPES, render } from '../formats/render.js';

/** What Node says of a request that never became one. All are 400: a 408 is none of the statuses clients know (ERR-5, ERR-6). */
const ANSWERS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 'the request did not arrive whole in time; nothing was kept',
  HPE_HEADER_OVERFLOW: 'the address and the headers together are too long',
};
const OTHERWISE = 'this is not a valid HTTP request';

/** Answers what Node's parser refused, where the connection still takes an answer, and closes it. */
export function refuseConnection(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return void socket.destroy();
  // Who sent nothing asked nothing.
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT' && socket.bytesRead === 0) return void socket.destroy();
  const description = ANSWERS[error.code ?? ''] ?? OTHERWISE;
  const body = render(errorsDocument([{ code: 400, description }]), 'xml');
  const head = [
    'HTTP/1.1 400 Bad Request',
    'Connection: close',
    'Access-Control-Allow-Origin: *',
    `Content-Type: ${CONTENT_TYPES.xml}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Whoever goes on sending is not listened to.
  socket.once('finish', () => socket.destroy());
}
