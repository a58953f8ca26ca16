import type { ServiceRequest } from '../../domain/service-request.js';
import type { CaseNote, CasePicture } from '../adapter.js';

/** A pothole report, complete. */
export function sampleRequest(given: Pick<ServiceRequest, 'id' | 'requestedAt'> & Partial<ServiceRequest>): ServiceRequest {
  return {
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
    ...given,
  };
}

/** What a resident wrote after the report, complete. */
export function sampleNote(given: Pick<CaseNote, 'id' | 'writtenAt'> & Partial<CaseNote>): CaseNote {
  return {
    text: 'The hole has grown',
    author: { email: 'grace@example.org', phone: '+44 20 7946 0002', firstName: 'Grace', lastName: 'Hopper' },
    mediaUrls: [],
    ...given,
  };
}

/** A picture of bytes that are no text, among them the line ends and the high bytes that a careless encoding changes. */
export function samplePicture(given: Pick<CasePicture, 'id'> & Partial<CasePicture>): CasePicture {
  const fileName = given.fileName ?? `${given.id}.jpg`;
  const start = [0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10, 0x0d, 0x0a, 0x80, 0x0a, 0x0d, 0x25, 0x26, 0x3c];
  return {
    fileName,
    contentType: 'image/jpeg',
    url: `https://bridge.example/media/${fileName}`,
    bytes: Buffer.concat([Buffer.from(start), Buffer.from(given.id)]),
    ...given,
  };
}
