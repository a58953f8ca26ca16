import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { ReceivedCallback } from '../adapter.js';
import { closeNow, listen, portOf } from '../emulator/http-emulator.js';
import { until } from './expectations.js';

/** Takes what a CRM tells by itself as the bridge's own door hands it to the adapter: JSON or a form. Whether it is signed the bridge has looked at by then. */
export class CallbackInbox {
  private readonly received: ReceivedCallback[] = [];
  private readonly server: Server;

  private constructor() {
    this.server = createServer(
      (request, response) =>
        void this.take(request).then(
          () => response.end('{}'),
          () => response.writeHead(400).end(),
        ),
    );
  }

  static async open(): Promise<CallbackInbox> {
    const inbox = new CallbackInbox();
    await listen(inbox.server, 0);
    return inbox;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.server)}/callbacks`;
  }

  /** In the order in which they came. @throws ConformanceFailure unless so many come. */
  async messages(count: number): Promise<readonly ReceivedCallback[]> {
    await until(`${count} messages of the CRM`, () => Promise.resolve(this.received.length >= count));
    return this.received;
  }

  close(): Promise<void> {
    return closeNow(this.server);
  }

  private async take(request: IncomingMessage): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    const type = request.headers['content-type'] ?? '';
    this.received.push({ headers: { 'content-type': type }, query: {}, body: bodyOf(bytes.toString('utf8'), type), bytes });
  }
}

function bodyOf(text: string, type: string): unknown {
  return type.startsWith('application/x-www-form-urlencoded')
    ? Object.fromEntries(new URLSearchParams(text))
    : (JSON.parse(text) as unknown);
}
