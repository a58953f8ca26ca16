import { connect } from 'node:net';
import type { Case } from './cases.js';

export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Long enough for the noisiest machine: whoever waits this long hangs. */
const PATIENCE_MS = 20_000;

/** Sends the bytes of one case on a connection of its own. Undefined: closed without a word. @throws when nothing comes and nothing closes. */
export function exchange(port: number, sent: Case): Promise<Answer | undefined> {
  const bytes = bytesOf(sent);
  const whole = sent.how.kind === 'whole';
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`no answer and no end in ${PATIENCE_MS / 1000} s`));
    }, PATIENCE_MS);
    // A refused body may be cut off by a reset while it is still being sent.
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.once('end', () => socket.end());
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(chunks.length > 0 ? answerOf(Buffer.concat(chunks)) : undefined);
    });
    socket.write(bytes, () => {
      if (!whole) socket.end();
    });
  });
}

function bytesOf({ method, target, headers, body, how }: Case): Buffer {
  if (how.kind === 'garbage') return body ?? Buffer.alloc(0);
  const all = { host: '127.0.0.1', connection: 'close', ...headers, ...(body ? { 'content-length': String(body.length) } : {}) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const bytes = Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1'),
    body ?? Buffer.alloc(0),
  ]);
  return how.kind === 'cut' ? bytes.subarray(0, Math.floor(bytes.length * how.share)) : bytes;
}

function answerOf(bytes: Buffer): Answer {
  const end = bytes.indexOf('\r\n\r\n');
  const [first = '', ...lines] = bytes.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const content = bytes.subarray(end + 4);
  const body = headers.get('transfer-encoding') === 'chunked' ? unchunked(content) : content;
  return { status: Number(first.split(' ')[1]), type: headers.get('content-type'), headers, body: body.toString('utf8') };
}

function unchunked(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length;) {
    const line = bytes.indexOf('\r\n', at);
    const length = parseInt(bytes.subarray(at, line).toString('latin1'), 16);
    if (line < 0 || !(length > 0)) break;
    chunks.push(bytes.subarray(line + 2, line + 2 + length));
    at = line + 2 + length + 2;
  }
  return Buffer.concat(chunks);
}
