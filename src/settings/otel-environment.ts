import type { Mistake } from './mistake.js';
import { COLLECTOR_URL } from './shapes/telemetry-shape.js';

/** OpenTelemetry's own variables, as far as the bridge heeds them. */
export interface OtelEnvironment {
  /** Whole address to which traces are sent; `null`: traces are turned off. */
  readonly tracesUrl?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly serviceName?: string;
  readonly mistakes: readonly Mistake[];
}

/** Where a base address takes traces (OTLP specification, "Endpoint URLs for OTLP/HTTP"). */
export function tracesUrlBelow(base: string): string {
  return `${base.replace(/\/+$/, '')}/v1/traces`;
}

/**
 * Reads OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, OTEL_EXPORTER_OTLP_PROTOCOL, OTEL_EXPORTER_OTLP_HEADERS (the last two
 * with _TRACES_ too), OTEL_SERVICE_NAME, OTEL_TRACES_EXPORTER and OTEL_SDK_DISABLED (OpenTelemetry specification, "Environment Variables").
 */
export function readOtelEnvironment(env: NodeJS.ProcessEnv): OtelEnvironment {
  const serviceName = env['OTEL_SERVICE_NAME']?.trim() || undefined;
  if (env['OTEL_SDK_DISABLED']?.trim().toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER']?.trim() === 'none')
    return { tracesUrl: null, serviceName, mistakes: [] };
  const [endpoint, tracesUrl] = endpointOf(env);
  const [headersName, headers] = first(env, 'HEADERS');
  const pairs = headers === undefined ? undefined : readHeaders(headers);
  const mistakes = [
    ...(endpoint && !COLLECTOR_URL.pattern.test(endpoint.value) ? [refused(endpoint.name, COLLECTOR_URL.message)] : []),
    ...(endpoint ? protocolMistakes(env) : []),
    ...(headers !== undefined && !pairs
      ? [refused(headersName, 'must be a list such as authorization=Bearer%20abc,x-team=311')]
      : []),
  ];
  return { tracesUrl, headers: pairs, serviceName, mistakes };
}

function endpointOf(env: NodeJS.ProcessEnv): [{ name: string; value: string }?, string?] {
  const [name, value] = first(env, 'ENDPOINT');
  if (value === undefined) return [];
  return [{ name, value }, name.includes('TRACES') ? value : tracesUrlBelow(value)];
}

/** The variable for traces wins over the one for all signals. */
function first(env: NodeJS.ProcessEnv, what: string): [string, string | undefined] {
  const names = [`OTEL_EXPORTER_OTLP_TRACES_${what}`, `OTEL_EXPORTER_OTLP_${what}`];
  const name = names.find((each) => env[each]?.trim()) ?? names[1]!;
  return [name, env[name]?.trim() || undefined];
}

function protocolMistakes(env: NodeJS.ProcessEnv): Mistake[] {
  const [name, protocol] = first(env, 'PROTOCOL');
  const isGrpc = protocol === 'grpc';
  return isGrpc
    ? [refused(name, 'is grpc, and traces leave over http: use http/json and the HTTP port of the collector, mostly 4318')]
    : [];
}

/** W3C Baggage's form: `name=value` pairs, values percent-encoded. */
function readHeaders(text: string): Record<string, string> | undefined {
  const pairs = text.split(',').map((pair) => pair.match(/^\s*([\w!#$%&'*+.^`|~-]+)\s*=\s*([^,]*?)\s*$/));
  try {
    return Object.fromEntries(pairs.map((pair) => [pair![1]!, decodeURIComponent(pair![2]!)]));
  } catch {
    return undefined;
  }
}

function refused(name: string, reason: string): Mistake {
  return { file: 'environment', keyPath: name, reason };
}
