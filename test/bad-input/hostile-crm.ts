import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** What it does once a whole request has come. */
export type Behaviour = (socket: Socket, request: string) => void;

/** A server that speaks HTTP as badly as it is told, byte by byte. */
export class HostileCrm {
  behave: Behaviour = (socket) => socket.end();
  private gone = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly scheme: 'http' | 'https',
  ) {}

  static async start(tls?: TlsOptions): Promise<HostileCrm> {
    const server = tls ? createTlsServer(tls) : createServer();
    const crm = new HostileCrm(server, tls ? 'https' : 'http');
    server.on(tls ? 'secureConnection' : 'connection', (socket: Socket) => crm.take(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return crm;
  }

  get url(): string {
    return `${this.scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** All bytes that were handed to the network so far. */
  get written(): number {
    return [...this.sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, this.gone);
  }

  /** Hangs up on everybody who is still there. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  close(): void {
    this.drop();
    this.server.close();
  }

  private take(socket: Socket): void {
    this.sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.gone += socket.bytesWritten;
      this.sockets.delete(socket);
    });
    let request = '';
    socket.on('data', (chunk: Buffer) => {
      request += chunk.toString('latin1');
      if (!isWhole(request)) return;
      const whole = request;
      request = '';
      this.behave(socket, whole);
    });
  }
}

function isWhole(request: string): boolean {
  const end = request.indexOf('\r\n\r\n');
  const length = Number(/content-length: *(\d+)/i.exec(request)?.[1] ?? 0);
  return end >= 0 && request.length >= end + 4 + length;
}

export interface Said {
  readonly status?: string;
  readonly headers?: readonly string[];
}

/** A whole answer, as it should be. */
export const answers =
  (body: string | Buffer, { status = '200 OK', headers = ['content-type: text/xml; charset=utf-8'] }: Said = {}): Behaviour =>
  (socket) => {
    const bytes = Buffer.from(body as string);
    socket.write(head(status, [...headers, `content-length: ${bytes.length}`]));
    socket.write(bytes);
  };

export function head(status: string, headers: readonly string[]): string {
  return `HTTP/1.1 ${status}\r\n${headers.map((each) => `${each}\r\n`).join('')}\r\n`;
}

/** Writes the same piece again and again, as fast as it is taken, until it was enough or the other side has gone. */
export function pour(socket: Socket, piece: Buffer, times: number): void {
  let left = times;
  const on = () => {
    while (left > 0 && !socket.destroyed) {
      left -= 1;
      if (!socket.write(piece)) return;
    }
  };
  socket.on('drain', on);
  on();
}

/** Something every few milliseconds, for as long as anybody listens. */
export function drip(socket: Socket, piece: string, everyMs = 10): void {
  const timer = setInterval(() => socket.write(piece), everyMs);
  socket.once('close', () => clearInterval(timer));
}
