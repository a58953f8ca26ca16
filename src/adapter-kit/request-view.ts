import type { ServiceRequest } from '../domain/service-request.js';

/** A request as templates and expressions see it: plain JSON, every key always there. */
export type RequestView = ReturnType<typeof requestView>;

/** `answers` holds the attribute values by code; dates are ISO 8601 in UTC; what isn't known is null. */
export function requestView(request: ServiceRequest) {
  const { id, jurisdictionId, serviceCode, serviceName, group, description, point, address, addressId, reporter } = request;
  return {
    id,
    jurisdictionId,
    serviceCode,
    serviceName,
    group: group ?? null,
    description: description ?? null,
    point: point ? { lat: point.lat, long: point.long } : null,
    address: address ?? null,
    addressId: addressId ?? null,
    mediaUrls: [...request.mediaUrls],
    attributes: request.attributes.map(({ code, values }) => ({ code, values: [...values] })),
    answers: Object.fromEntries(request.attributes.map(({ code, values }) => [code, [...values]])),
    reporter: {
      email: reporter.email ?? null,
      phone: reporter.phone ?? null,
      firstName: reporter.firstName ?? null,
      lastName: reporter.lastName ?? null,
    },
    requestedAt: request.requestedAt.toISOString(),
  };
}
