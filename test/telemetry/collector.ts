import { AnsweringServer } from '../adapter-kit/answering-server.js';

interface OtlpValue {
  readonly stringValue?: string;
  readonly intValue?: number;
}

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 2 server, 3 client, 5 consumer. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: OtlpValue }[];
  /** 2: an error. */
  readonly status: { readonly code?: number };
}

interface OtlpBody {
  readonly resourceSpans: readonly {
    readonly resource: Pick<CollectedSpan, 'attributes'>;
    readonly scopeSpans: readonly { readonly spans: readonly CollectedSpan[] }[];
  }[];
}

/** A collector of traces on loopback: OTLP over HTTP, as JSON. */
export class Collector {
  private constructor(readonly server: AnsweringServer) {}

  static async start(): Promise<Collector> {
    const server = await AnsweringServer.start();
    server.answer = () => ({ headers: { 'content-type': 'application/json' }, body: {} });
    return new Collector(server);
  }

  get url(): string {
    return `${this.server.url}/v1/traces`;
  }

  spans(): CollectedSpan[] {
    return this.bodies().flatMap(({ resourceSpans }) =>
      resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
    );
  }

  /** Of those that sent something. */
  services(): unknown[] {
    return this.bodies().flatMap(({ resourceSpans }) =>
      resourceSpans.map(({ resource }) => attributesOf(resource)['service.name']),
    );
  }

  private bodies(): OtlpBody[] {
    return this.server.received.filter(({ url }) => url === '/v1/traces').map(({ body }) => JSON.parse(body) as OtlpBody);
  }
}

export function attributesOf({ attributes }: Pick<CollectedSpan, 'attributes'>): Record<string, string | number | undefined> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
