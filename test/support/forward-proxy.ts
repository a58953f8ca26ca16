import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A proxy on loopback: passes plain requests on, opens tunnels, and keeps what it was asked. */
export class ForwardProxy {
  readonly asked: { readonly method: string; readonly target: string; readonly credentials?: string }[] = [];
  /** Said to everything instead, when set. */
  refusesWith?: number;
  /** Tunnels are neither opened nor refused. */
  hangs = false;

  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ForwardProxy> {
    const server = createServer();
    const proxy = new ForwardProxy(server);
    server.on('connection', (socket) => proxy.sockets.add(socket.once('close', () => proxy.sockets.delete(socket))));
    server.on('request', (incoming, response) => {
      proxy.keep(incoming);
      if (proxy.refusesWith) return void response.writeHead(proxy.refusesWith).end();
      const onward = request(incoming.url!, { method: incoming.method, headers: incoming.headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(onward);
    });
    server.on('connect', (incoming, socket) => {
      proxy.keep(incoming);
      socket.on('error', () => undefined);
      if (proxy.hangs) return;
      if (proxy.refusesWith) return void socket.end(`HTTP/1.1 ${proxy.refusesWith} No\r\ncontent-length: 0\r\n\r\n`);
      const { hostname, port } = new URL(`http://${incoming.url}`);
      const onward = connect(Number(port), hostname, () => {
        socket.write('HTTP/1.1 200 Connected\r\n\r\n');
        onward.pipe(socket).pipe(onward);
      }).on('error', () => socket.destroy());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  reset(): void {
    this.asked.length = 0;
    this.refusesWith = undefined;
    this.hangs = false;
  }

  close(): void {
    // Tunnels are no connections of HTTP any more.
    for (const socket of this.sockets) socket.destroy();
    this.server.close();
  }

  private keep({ method, url, headers }: IncomingMessage): void {
    this.asked.push({ method: method!, target: url!, credentials: headers['proxy-authorization'] });
  }
}
