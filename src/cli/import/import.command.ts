import type { Command } from 'commander';
import { CsvSource } from '../../import/csv-source.js';
import { GeoReportReader } from '../../import/georeport-reader.js';
import { GeoReportSource } from '../../import/georeport-source.js';
import { type ImportCounts, Importer } from '../../import/importer.js';
import type { ImportMap } from '../../import/import-map.js';
import type { ImportSource } from '../../import/import-source.js';
import { readMap } from '../../import/map-file.js';
import { RecordMapper } from '../../import/to-imported.js';
import type { JurisdictionSettings } from '../../settings/jurisdiction-settings.js';
import type { Settings } from '../../settings/settings.js';
import { recordAudit } from '../../store/audit.js';
import { citiesWithApproved } from '../../store/catalogue/approved-cities.js';
import { CatalogueStore } from '../../store/catalogue/catalogue.store.js';
import type { ImportTarget } from '../../store/imports/imported-request.js';
import { ImportStore } from '../../store/imports/import.store.js';
import { actorOf, type OpenBridge, type OperatorDependencies, withBridge } from '../deliveries/operator.js';
import { stopping } from '../stopping.js';
import { BadRecords } from './bad-records.js';
import { checkOptions, type ImportOptions, importOptions } from './import-options.js';
import { ImportProgress, summary } from './import-text.js';

export interface ImportDependencies extends OperatorDependencies {
  readonly exit: (status: number) => void;
}

export function importCommand(dependencies: ImportDependencies): Command {
  return importOptions().action(async (options: ImportOptions) => {
    checkOptions(options);
    await withBridge(dependencies, (bridge) => runImport(bridge, options, dependencies));
  });
}

async function runImport(
  { database, settings }: OpenBridge,
  options: ImportOptions,
  { out, exit }: ImportDependencies,
): Promise<void> {
  const [city] = (await citiesWithApproved(new CatalogueStore(database), [cityOf(settings, options.jurisdiction)])) as [
    JurisdictionSettings,
  ];
  const map = await readMap(options.map, mapOptions(options, city), process.env);
  const target = targetOf(city, options);
  const mapper = new RecordMapper(city, map, {
    keepIds: options.ids === 'keep',
    withCases: target.connection !== undefined,
    pictures: options.pictures ? settings.media.maxFiles : 0,
  });
  const { source, close } = sourceOf(options, map);
  const stop = stopping();
  const [progress, bad] = [new ImportProgress(), new BadRecords(options.bad)];
  const importer = new Importer(new ImportStore(database), {
    target,
    source,
    mapper,
    preview: options.dryRun,
    restart: options.restart,
    onBad: (each) => bad.add(each),
    onProgress: (share, counts) => progress.show(share, counts),
    signal: stop.signal,
  });
  try {
    const counts = await importer.all();
    progress.stop();
    await bad.close();
    if (!options.dryRun && counts.new + counts.changed > 0) await recordAudit(database, auditOf(options, target, counts));
    for (const line of [...bad.lines(), ...summary(counts, mapper, options.dryRun)]) out(line);
    if (stop.signal.aborted) out('stopped: the same command goes on from here');
    if (stop.signal.aborted || counts.refused > 0) exit(1);
  } finally {
    progress.stop();
    stop.end();
    close();
  }
}

function sourceOf(options: ImportOptions, map: ImportMap): { source: ImportSource; close: () => void } {
  if (options.csv !== undefined) return { source: new CsvSource(options.csv, map), close: () => undefined };
  const reader = new GeoReportReader({
    url: options.from!,
    format: options.format,
    jurisdictionId: options.theirJurisdiction,
    apiKey: options.key,
    rate: options.rate,
    pageSize: options.pageSize,
  });
  const span = { since: options.since!, until: options.until ?? new Date(), days: options.days };
  return { source: new GeoReportSource(reader, span, map), close: () => reader.close() };
}

function mapOptions(options: ImportOptions, { timeZone }: JurisdictionSettings): object {
  const { column, attribute, service, status, date, unknownService } = options;
  const given = { columns: column, attributes: attribute, services: service, statuses: status, unknownService };
  return {
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(date !== undefined || options.timeZone !== undefined
      ? { dates: { patterns: [date ?? 'iso'], timeZone: options.timeZone ?? timeZone } }
      : {}),
  };
}

function targetOf(city: JurisdictionSettings, { name, from, connection }: ImportOptions): ImportTarget {
  const found = city.connections.find((each) => each.name === connection);
  if (connection !== undefined && !found)
    throw new Error(`${city.id} has no connection ${connection}; it has ${city.connections.map((each) => each.name).join(', ')}`);
  return {
    jurisdictionId: city.id,
    publicIdPattern: city.publicIdPattern,
    timeZone: city.timeZone,
    source: name ?? from?.replace(/\/+$/, '') ?? 'csv',
    connection: found?.id,
  };
}

function cityOf({ jurisdictions }: Settings, id: string | undefined): JurisdictionSettings {
  const ids = jurisdictions.map((each) => each.id).join(', ');
  const found = id === undefined && jurisdictions.length === 1 ? jurisdictions[0] : jurisdictions.find((each) => each.id === id);
  if (found) return found;
  throw new Error(id === undefined ? `say --jurisdiction, one of ${ids}` : `there is no jurisdiction ${id}; there are ${ids}`);
}

function auditOf(options: ImportOptions, { jurisdictionId, source, connection }: ImportTarget, counts: ImportCounts) {
  return {
    actor: actorOf(options),
    action: 'import.run',
    subject: `import/${jurisdictionId}/${source}`,
    detail: { ...counts, connection },
  };
}
