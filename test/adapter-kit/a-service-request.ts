import { sampleRequest } from '../../src/adapter-kit/conformance/samples.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';

let made = 0;

/** A pothole report, complete; each call has a public id of its own. */
export function aServiceRequest(overrides: Partial<ServiceRequest> = {}): ServiceRequest {
  made += 1;
  return sampleRequest({ id: `26-${String(made).padStart(8, '0')}`, requestedAt: new Date(), ...overrides });
}
