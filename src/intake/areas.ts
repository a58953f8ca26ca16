import type { Point } from '../domain/service-request.js';
import type { Service } from '../domain/service.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';

/** What to tell whoever reports from a place where this is not offered (POST-10); undefined where it is. */
export function outside({ name, area }: JurisdictionSettings, service: Service, point: Point): string | undefined {
  if (area && !area.contains(point)) return `this place is outside ${name}, which takes reports from its own area only`;
  if (service.area && !service.area.contains(point)) return `${service.name} is not offered at this place`;
  return undefined;
}
