import { gzipSync } from 'node:zlib';
import { answers, type Behaviour, drip, head, pour } from './hostile-crm.js';

const XML = 'content-type: text/xml; charset=utf-8';
const LAUGHS = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('');
const MEGABYTE = Buffer.alloc(1 << 20, '<x>lots</x>');
const soap = (inside: string) =>
  `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inside}</s:Body></s:Envelope>`;

/** Answers that come whole and make no sense; by name. */
export const UNREADABLE: Readonly<Record<string, Behaviour>> = {
  'entities that expand to billions': answers(`<!DOCTYPE x [<!ENTITY l0 "ha">${LAUGHS}]>${soap('&l9;')}`),
  'one large entity many times': answers(`<!DOCTYPE x [<!ENTITY a "${'a'.repeat(50_000)}">]>${soap('&a;'.repeat(50_000))}`),
  'an entity that is a file of ours': answers(`<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${soap('&f;')}`),
  'a document type without entities': answers(`<!DOCTYPE s:Envelope>${soap('')}`),
  'elements inside one another without end': answers(soap('<a>'.repeat(100_000) + '</a>'.repeat(100_000))),
  'an element with a hundred thousand attributes': answers(
    soap(`<a ${Array.from({ length: 100_001 }, (_, i) => `a${i}=""`).join(' ')}/>`),
  ),
  'hundreds of thousands of elements': answers(soap('<a/>'.repeat(300_001))),
  'comments that are only opened': answers(soap('<!--'.repeat(200_000))),
  'JSON nested a hundred thousand deep': answers(`${'['.repeat(100_000)}${']'.repeat(100_000)}`, {
    headers: ['content-type: application/json'],
  }),
  'an HTML page with 200': (socket, request) =>
    answers(`<!doctype html><html><title>Log in</title><pre>${escapeHtml(request)}</pre>`, {
      headers: ['content-type: text/html'],
    })(socket, request),
  'nothing at all with 200': answers(''),
  'UTF-8 that calls itself UTF-16': answers(soap(''), { headers: ['content-type: text/xml; charset=utf-16'] }),
  'bytes that are no text': answers(Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 151) % 256))),
  'a packed text that is none': answers('not packed', { headers: [XML, 'content-encoding: gzip'] }),
  'a packed text that breaks off': answers(gzipSync(soap('x'.repeat(5000))).subarray(0, 60), {
    headers: [XML, 'content-encoding: gzip'],
  }),
  'a text packed in a way that nobody knows': answers(soap(''), { headers: [XML, 'content-encoding: zstd9'] }),
  'a text packed many times over': answers(gzipSync(gzipSync(gzipSync(soap('')))), {
    headers: [XML, 'content-encoding: gzip, gzip, gzip'],
  }),
  'a bomb: a gigabyte in a megabyte': (socket) => {
    // Packed blocks can be put one behind another (RFC 1952, 2.2).
    socket.write(head('200 OK', [XML, 'content-encoding: gzip', `content-length: ${BOMB.length * 1000}`]));
    pour(socket, BOMB, 1000);
  },
  'two hundred megabytes, announced': (socket) => {
    socket.write(head('200 OK', [XML, `content-length: ${200 << 20}`]));
    pour(socket, MEGABYTE, 200);
  },
  'two hundred megabytes in chunks': (socket) => {
    socket.write(head('200 OK', [XML, 'transfer-encoding: chunked']));
    const chunk = Buffer.concat([Buffer.from(`${MEGABYTE.length.toString(16)}\r\n`), MEGABYTE, Buffer.from('\r\n')]);
    pour(socket, chunk, 200);
  },
  'headers without end': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    pour(socket, Buffer.from(`x-more: ${'y'.repeat(1000)}\r\n`), 200_000);
  },
  'no HTTP at all': (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
};

/** Answers that never get to their end; by name. */
export const UNFINISHED: Readonly<Record<string, Behaviour>> = {
  'one that ends before its length': (socket) => void socket.end(head('200 OK', [XML, 'content-length: 1000']) + soap('')),
  'one that ends inside of a chunk': (socket) =>
    void socket.end(`${head('200 OK', [XML, 'transfer-encoding: chunked'])}ff\r\n${soap('')}`),
  'one that ends before the last chunk': (socket) =>
    void socket.end(`${head('200 OK', [XML, 'transfer-encoding: chunked'])}3\r\n<a/\r\n`),
  'one that ends inside of its headers': (socket) => void socket.end('HTTP/1.1 200 OK\r\ncontent-type: te'),
  'none, and the connection is closed': (socket) => void socket.end(),
  'none, and the connection is reset': (socket) => void socket.resetAndDestroy(),
  'none, and the connection stays': () => undefined,
  'one whose headers trickle': (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n');
    drip(socket, 'x-a: b\r\n');
  },
  'one whose body trickles': (socket) => {
    socket.write(head('200 OK', [XML, 'content-length: 100000']));
    drip(socket, '<');
  },
  'word after word that it will come': (socket) => drip(socket, 'HTTP/1.1 100 Continue\r\n\r\n'),
};

const BOMB = gzipSync(Buffer.alloc(1 << 20));

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
