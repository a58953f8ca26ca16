/** Spans of a report's way: from the POST through the store to each call of the CRM. */
export interface Traces {
  /** Begins when a report comes in. */
  filing(): FilingSpan;
  /** Begins with an attempt; a child of the POST whose `traceParent` the delivery kept, else a trace of its own. */
  delivering(attempt: TracedAttempt): DeliverySpan;
  /** Sends what is left, within a few seconds. */
  close(): Promise<void>;
}

export interface TracedAttempt {
  /** `delivery.trace_parent`. */
  readonly traceParent?: string | null;
  readonly connection: string;
  readonly step: string;
  /** From 1. */
  readonly attempt: number;
}

export interface FilingSpan {
  /** W3C Trace Context, for `delivery.trace_parent`. Absent: nothing is traced. */
  readonly traceParent?: string;
  /** @param status of the HTTP answer. */
  end(status: number, facts: { readonly jurisdiction?: string; readonly publicId?: string }): void;
}

export interface DeliverySpan {
  /** For the attempt's log line. */
  readonly traceId?: string;
  /** To be sent to the CRM with every call; empty unless the settings say so. */
  readonly headers: Readonly<Record<string, string>>;
  /** One call to the CRM that has ended. Of its address only scheme, host and port are told. */
  called(call: TracedCall): void;
  end(result: { readonly outcome: string; readonly kind?: string }): void;
}

/** Part of the kit's `Exchange`. */
export interface TracedCall {
  readonly method: string;
  readonly url: string;
  readonly status?: number;
  readonly error?: string;
  readonly startedAt: string;
  readonly tookMs: number;
}

const FILING: FilingSpan = { end: () => undefined };
const DELIVERY: DeliverySpan = { headers: {}, called: () => undefined, end: () => undefined };

/** What there is while tracing is off. */
export const NO_TRACES: Traces = { filing: () => FILING, delivering: () => DELIVERY, close: () => Promise.resolve() };
