import { randomBytes, randomUUID } from 'node:crypto';
import type { CanarySettings, ConnectionSettings, JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import type { NewCanary } from '../store/canary.store.js';

const MINUTE = 60_000;

/** A connection whose round trip is to be seen, and its city. */
export interface CanaryPlan {
  readonly connection: ConnectionSettings;
  readonly canary: CanarySettings;
  readonly city: JurisdictionSettings;
}

export function canaryPlans(cities: readonly JurisdictionSettings[]): CanaryPlan[] {
  return cities.flatMap((city) =>
    city.connections.flatMap((connection) => (connection.canary ? [{ connection, canary: connection.canary, city }] : [])),
  );
}

/** It has an id that no report has: whoever meets it in the CRM sees what it is. @param startedBy absent: its time had come. */
export function newCanary({ connection, canary, city }: CanaryPlan, startedBy?: string): NewCanary {
  const service = city.services.find(({ code }) => code === canary.service)!;
  return {
    connection: connection.id,
    jurisdictionId: city.id,
    publicId: `CANARY-${randomBytes(5).toString('hex').toUpperCase()}`,
    deliveryId: randomUUID(),
    serviceCode: service.code,
    serviceName: service.name,
    group: service.groups[0],
    description: canary.description,
    point: canary.point,
    address: canary.address,
    attributes: canary.attributes,
    deadlineMs: canary.deadlineMinutes * MINUTE,
    startedBy,
  };
}
