import type { CaseNote, CasePicture, CaseStatusChange } from '../adapter-kit/adapter.js';
import { reporterFrom } from '../domain/personal-data.js';
import type { ServiceRequest } from '../domain/service-request.js';
import type { JurisdictionSettings } from '../settings/jurisdiction-settings.js';
import { SampleRequestShape, SampleUpdateShape } from '../settings/shapes/example-shape.js';

/** What a trial is about: as much of it as the step needs. */
export interface TrialSubject {
  readonly request: ServiceRequest;
  readonly caseRef: string;
  readonly note: CaseNote;
  readonly change: CaseStatusChange;
  readonly picture: CasePicture;
}

type City = Pick<JurisdictionSettings, 'id' | 'services'>;

/** @throws Error that names the field and what it has to be. */
export function requestOf(shape: SampleRequestShape, { id, services }: City): ServiceRequest {
  const service = services.find(({ code }) => code === shape.service_code);
  const { lat, long } = shape;
  if ((lat === undefined) !== (long === undefined)) throw new Error('lat and long: give both or neither');
  const requestedAt = new Date(shape.requested_datetime);
  if (Number.isNaN(requestedAt.getTime()))
    throw new Error('requested_datetime: is no date of ISO 8601, such as 2026-01-05T09:30:00Z');
  return {
    id: shape.service_request_id,
    jurisdictionId: id,
    serviceCode: shape.service_code,
    serviceName: shape.service_name ?? service?.name ?? shape.service_code,
    group: shape.group ?? service?.groups[0],
    description: shape.description,
    point: lat === undefined || long === undefined ? undefined : { lat, long },
    address: shape.address_string,
    addressId: shape.address_id,
    mediaUrls: shape.media_urls,
    attributes: Object.entries(shape.attribute).map(([code, value]) => ({ code, values: [value].flat().map(String) })),
    reporter: reporterFrom((field) => shape[field]),
    requestedAt,
  };
}

/** A report of the city's first service. */
export function usualRequest(city: City): ServiceRequest {
  const shape = Object.assign(new SampleRequestShape(), {
    service_code: city.services[0]?.code ?? 'SERVICE',
    description: 'A hole as deep as a bucket',
    lat: 51.65231,
    long: -0.08113,
    address_string: '12 Mill Lane',
    email: 'ada@example.org',
    first_name: 'Ada',
    last_name: 'Byron',
  });
  return requestOf(shape, city);
}

export function subjectOf(request: ServiceRequest, caseRef = 'CASE-1', update = new SampleUpdateShape()): TrialSubject {
  const { update_id: id, description: text, status, email, phone, first_name: firstName, last_name: lastName } = update;
  const writtenAt = request.requestedAt;
  return {
    request,
    caseRef,
    note: { id, text, author: { email, phone, firstName, lastName }, writtenAt, mediaUrls: update.media_urls },
    change: { id, status, writtenAt },
    picture: {
      id: 'picture-1',
      fileName: 'picture-1.jpg',
      contentType: 'image/jpeg',
      url: 'https://bridge.example/media/picture-1.jpg',
      bytes: Buffer.from([0xff, 0xd8, 0xff, 0xd9]),
    },
  };
}
