import { serviceOf } from '../../domain/catalogue.js';
import type { Service } from '../../domain/service.js';
import type { JurisdictionSettings } from '../../settings/jurisdiction-settings.js';
import type { CatalogueStore } from './catalogue.store.js';

type Told = Awaited<ReturnType<CatalogueStore['effective']>>;

/** The cities with all their services: those of their files, as they stand there, and behind them those that were approved out of their CRMs' lists (ADR 33). */
export async function citiesWithApproved(
  store: CatalogueStore,
  cities: readonly JurisdictionSettings[],
): Promise<JurisdictionSettings[]> {
  const told = await store.effective(cities.flatMap(({ connections }) => connections.map(({ id }) => id)));
  return cities.map((city) => withServices(city, told));
}

/** Services of the file win; of two connections that tell of the same code the one that stands first. */
function withServices(city: JurisdictionSettings, told: Told): JurisdictionSettings {
  const services = new Map<string, Service>(city.services.map((each) => [each.code, each]));
  for (const { id, name } of city.connections)
    for (const { connection, service, pins } of told)
      if (connection === id && !services.has(service.code)) services.set(service.code, serviceOf(service, pins, name));
  return services.size === city.services.length ? city : { ...city, services: [...services.values()] };
}
