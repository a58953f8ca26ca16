import type { Log } from '../settings/log.js';
import type { TracesSettings } from '../settings/settings.js';
import { NO_TRACES, type Traces } from './traces.js';

/** OpenTelemetry is large: only those who use it load it. */
export async function openTraces(settings: TracesSettings, log: Log): Promise<Traces> {
  if (settings.url === undefined) return NO_TRACES;
  const [{ OtelTraces }, { WatchedExporter }] = await Promise.all([import('./otel-traces.js'), import('./watched-exporter.js')]);
  return new OtelTraces(settings, new WatchedExporter(OtelTraces.exporterTo(settings), log));
}
