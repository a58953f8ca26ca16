import type { Service } from '../domain/service.js';
import type { JurisdictionSettings } from '../settings/settings.js';

/** What residents see, in the order of the configuration, the same in every format (SVC-4). */
export function listed(jurisdiction: JurisdictionSettings): Service[] {
  return jurisdiction.services.filter((service) => !service.private);
}
