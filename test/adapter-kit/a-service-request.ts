import type { ServiceRequest } from '../../src/domain/service-request.js';

let made = 0;

/** A pothole report, complete; each call has a public id of its own. */
export function aServiceRequest(overrides: Partial<ServiceRequest> = {}): ServiceRequest {
  made += 1;
  return {
    id: `26-${String(made).padStart(8, '0')}`,
    jurisdictionId: 'riverton',
    serviceCode: 'pothole',
    serviceName: 'Pothole',
    group: 'Streets',
    description: 'A hole as deep as a bucket',
    point: { lat: 51.65231, long: -0.08113 },
    address: '12 Mill Lane',
    mediaUrls: [],
    attributes: [{ code: 'depth', values: ['deep'] }],
    reporter: { email: 'ada@example.org', phone: '+44 20 7946 0001', firstName: 'Ada', lastName: 'Byron' },
    requestedAt: new Date(),
    ...overrides,
  };
}
