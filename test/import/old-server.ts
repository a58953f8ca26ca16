import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface OldRequest {
  readonly service_request_id: string;
  /** ISO 8601, UTC. */
  readonly requested_datetime: string;
  readonly [field: string]: unknown;
}

export interface Habits {
  /** False: every page is the first. */
  pages?: boolean;
  /** Most requests in one answer; by default as many as are asked for. */
  cap?: number;
  /** Answers so many times 429 with Retry-After: 0 first. */
  busy?: number;
  /** The page behind the last is 404. */
  ends404?: boolean;
  xml?: boolean;
  /** What it has below /photos/. */
  photo?: Buffer;
}

/** A GeoReport server as they are out there, with a history and habits. */
export class OldServer {
  /** Queries that were asked. */
  readonly asked: URLSearchParams[] = [];
  private constructor(
    private readonly server: Server,
    private readonly requests: readonly OldRequest[],
    readonly habits: Habits,
  ) {}

  static async start(requests: readonly OldRequest[], habits: Habits = {}): Promise<OldServer> {
    const server = createServer();
    const old = new OldServer(server, requests, habits);
    server.on('request', (request, response) => old.answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return old;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/open311/v2`;
  }

  get photoUrl(): string {
    return new URL('/photos/1.png', this.url).href;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    if (this.habits.photo && request.url!.startsWith('/photos/')) return void response.end(this.habits.photo);
    const query = new URL(request.url!, this.url).searchParams;
    this.asked.push(query);
    if ((this.habits.busy ?? 0) > 0) {
      this.habits.busy! -= 1;
      return void response.writeHead(429, { 'retry-after': '0' }).end();
    }
    const found = this.page(query);
    if (found.length === 0 && this.habits.ends404) return void response.writeHead(404).end(this.habits.xml ? '<errors/>' : '[]');
    response.end(this.habits.xml ? toXml(found) : JSON.stringify(found));
  }

  /** Newest first. */
  private page(query: URLSearchParams): OldRequest[] {
    const [from, to] = ['start_date', 'end_date'].map((name) => Date.parse(query.get(name)!));
    const within = this.requests
      .filter(({ requested_datetime: at }) => Date.parse(at) >= from! && Date.parse(at) <= to!)
      .sort((a, b) => Date.parse(b.requested_datetime) - Date.parse(a.requested_datetime));
    const size = Math.min(Number(query.get('page_size')), this.habits.cap ?? Infinity);
    const page = this.habits.pages === false ? 0 : Number(query.get('page')) - 1;
    return within.slice(page * size, (page + 1) * size);
  }
}

function toXml(requests: readonly OldRequest[]): string {
  const fields = (each: OldRequest) =>
    Object.entries(each)
      .map(([name, value]) => `<${name}>${String(value)}</${name}>`)
      .join('');
  return `<?xml version="1.0"?><service_requests>${requests.map((each) => `<request>${fields(each)}</request>`).join('')}</service_requests>`;
}

/** One every so many minutes from the first of March 2015 on. */
export function aHistory(count: number, minutes = 60): OldRequest[] {
  const first = Date.parse('2015-03-01T00:00:00Z');
  return Array.from({ length: count }, (_, n) => ({
    service_request_id: `old-${n}`,
    status: n % 3 === 0 ? 'open' : 'closed',
    service_code: 'POTHOLE',
    description: `Hole ${n}`,
    requested_datetime: new Date(first + n * minutes * 60_000).toISOString(),
    lat: 42.3,
    long: -71.1,
  }));
}
