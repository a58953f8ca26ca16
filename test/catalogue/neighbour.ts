import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface NeighbourService {
  readonly service_code: string;
  readonly service_name: string;
  readonly [field: string]: unknown;
}

/** Another city's GeoReport server whose services can be changed, and that keeps the codes of what was filed there. */
export class Neighbour {
  readonly filed: string[] = [];

  private constructor(
    private readonly server: Server,
    public services: readonly NeighbourService[],
  ) {}

  static async start(services: readonly NeighbourService[]): Promise<Neighbour> {
    const server = createServer();
    const neighbour = new Neighbour(server, services);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const answer = neighbour.answer(request.method!, new URL(request.url!, neighbour.url).pathname, body);
        response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(answer ?? []));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return neighbour;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/open311/v2`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(method: string, path: string, body: string): unknown {
    const [resource, code] = path.replace('/open311/v2/', '').replace('.json', '').split('/');
    if (resource === 'services' && code === undefined) return this.services;
    if (resource === 'services') return { service_code: code, attributes: QUESTIONS };
    if (resource !== 'requests' || method !== 'POST') return undefined;
    this.filed.push(new URLSearchParams(body).get('service_code')!);
    return [{ service_request_id: `N-${this.filed.length}` }];
  }
}

const QUESTIONS = [{ variable: true, code: 'HEIGHT', datatype: 'number', required: false, order: 1, description: 'How high?' }];
