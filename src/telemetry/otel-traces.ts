import { randomUUID } from 'node:crypto';
import { type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { TracesSettings } from '../settings/settings.js';
import { readTraceParent, writeTraceParent } from './trace-parent.js';
import type { DeliverySpan, FilingSpan, TracedAttempt, TracedCall, Traces } from './traces.js';

const SCOPE = 'open311-bridge';
/** A collector that is away must not hold up a shutdown. */
const CLOSE_WITHIN_MS = 2_000;
const SERVER_ERROR = 500;

/** Traces as OpenTelemetry has them. Contexts are handed on by hand, so nothing global is registered and nothing patched. */
export class OtelTraces implements Traces {
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;

  constructor(
    private readonly settings: TracesSettings,
    exporter: SpanExporter,
  ) {
    this.provider = new BasicTracerProvider({
      resource: resourceFromAttributes({ 'service.name': settings.serviceName, 'service.instance.id': randomUUID() }),
      sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(settings.share) }),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    this.tracer = this.provider.getTracer(SCOPE);
  }

  static exporterTo({ url, headers }: TracesSettings): SpanExporter {
    return new OTLPTraceExporter({ url, headers: { ...headers } });
  }

  filing(): FilingSpan {
    const span = this.tracer.startSpan('POST requests', { kind: SpanKind.SERVER, attributes: { 'http.request.method': 'POST' } });
    return {
      traceParent: writeTraceParent(span.spanContext()),
      end(status, { jurisdiction, publicId }) {
        span.setAttributes({
          'http.response.status_code': status,
          'open311.jurisdiction_id': jurisdiction,
          'open311.service_request_id': publicId,
        });
        if (status >= SERVER_ERROR) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  delivering({ traceParent, connection, step, attempt }: TracedAttempt): DeliverySpan {
    const attributes = { 'open311.connection': connection, 'open311.step': step, 'open311.attempt': attempt };
    const span = this.tracer.startSpan(`deliver ${step}`, { kind: SpanKind.CONSUMER, attributes }, contextOf(traceParent));
    return new OtelDeliverySpan(this.tracer, span, this.settings.propagate);
  }

  async close(): Promise<void> {
    const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref());
    await Promise.race([this.provider.shutdown().catch(() => undefined), late]);
  }
}

class OtelDeliverySpan implements DeliverySpan {
  readonly traceId: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    private readonly tracer: Tracer,
    private readonly span: Span,
    propagate: boolean,
  ) {
    this.traceId = span.spanContext().traceId;
    this.headers = propagate ? { traceparent: writeTraceParent(span.spanContext()) } : {};
  }

  called({ method, url, status, error, startedAt, tookMs }: TracedCall): void {
    const start = Date.parse(startedAt);
    const attributes = { 'http.request.method': method, ...serverOf(url), 'http.response.status_code': status };
    const options = { kind: SpanKind.CLIENT, attributes, startTime: start };
    const call = this.tracer.startSpan(method, options, trace.setSpan(ROOT_CONTEXT, this.span));
    if (error !== undefined || (status ?? 0) >= SERVER_ERROR) call.setStatus({ code: SpanStatusCode.ERROR });
    call.end(start + tookMs);
  }

  end({ outcome, kind }: { readonly outcome: string; readonly kind?: string }): void {
    this.span.setAttributes({ 'open311.outcome': outcome, 'error.type': kind });
    if (kind !== undefined) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end();
  }
}

function contextOf(traceParent: string | null | undefined): Context {
  const parent = readTraceParent(traceParent);
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
}

/** Paths and queries may hold what a resident wrote. */
function serverOf(url: string): Record<string, string | number> {
  if (!URL.canParse(url)) return {};
  const { protocol, hostname, port } = new URL(url);
  const standard = protocol === 'https:' ? 443 : 80;
  return { 'url.scheme': protocol.slice(0, -1), 'server.address': hostname, 'server.port': Number(port) || standard };
}
