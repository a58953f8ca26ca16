import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text as it is; anything else as JSON. */
  readonly body?: unknown;
}

export interface Received {
  readonly method: string;
  /** Path and query as they came. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly bytes: Buffer;
}

/** A server on loopback that answers what a test tells it to, and keeps what it was asked. */
export class AnsweringServer {
  readonly received: Received[] = [];
  answer: (request: Received) => Answer = () => ({});

  private constructor(private readonly server: Server) {}

  static async start(): Promise<AnsweringServer> {
    const answering = AnsweringServer.silent();
    await answering.listen();
    return answering;
  }

  /** For the tests of one file: it listens while they run, and knows nothing of the ones before. */
  static forTests(): AnsweringServer {
    const answering = AnsweringServer.silent();
    beforeAll(() => answering.listen());
    beforeEach(() => answering.reset());
    afterAll(() => answering.close());
    return answering;
  }

  private static silent(): AnsweringServer {
    const server = createServer();
    const answering = new AnsweringServer(server);
    server.on('request', (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const received = {
          method: request.method!,
          url: request.url!,
          headers: request.headers,
          bytes: Buffer.concat(chunks),
          body: Buffer.concat(chunks).toString(),
        };
        answering.received.push(received);
        const { status = 200, headers = {}, body = '' } = answering.answer(received);
        response
          .writeHead(status, { ...headers })
          .end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
      });
    });
    return answering;
  }

  private listen(): Promise<void> {
    return new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Forgets what it got and what it was told. */
  reset(): void {
    this.received.length = 0;
    this.answer = () => ({});
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}
