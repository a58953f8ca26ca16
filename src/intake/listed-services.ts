import type { Point } from '../domain/service-request.js';
import type { Service } from '../domain/service.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import { outside } from './areas.js';

/**
 * What residents see, in the order of the configuration, the same in every format (SVC-4).
 * @param place only what is offered there.
 */
export function listed(jurisdiction: JurisdictionSettings, place?: Point): Service[] {
  const services = jurisdiction.services.filter((service) => !service.private);
  return place ? services.filter((service) => outside(jurisdiction, service, place) === undefined) : services;
}
