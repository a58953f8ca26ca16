import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace-base';
import type { Log } from '../settings/log.js';

type Exported = Parameters<SpanExporter['export']>[1];

/** Says once when a collector takes no traces, and once when it does again; the library itself says nothing. */
export class WatchedExporter implements SpanExporter {
  private isAway = false;

  constructor(
    private readonly exporter: SpanExporter,
    private readonly log: Log,
  ) {}

  export(spans: ReadableSpan[], done: Exported): void {
    this.exporter.export(spans, (result) => {
      this.tell(result.error);
      done(result);
    });
  }

  shutdown(): Promise<void> {
    return this.exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.exporter.forceFlush?.();
  }

  private tell(error: Error | undefined): void {
    if (error && !this.isAway) this.log.warn({ event: 'traces.lost', error }, 'the collector takes no traces; they are dropped');
    if (!error && this.isAway) this.log.info({ event: 'traces.back' }, 'the collector takes traces again');
    this.isAway = error !== undefined;
  }
}
