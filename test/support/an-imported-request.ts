import type { ImportedRequest, ImportTarget } from '../../src/store/imports/imported-request.js';

export const anImportTarget = (overrides: Partial<ImportTarget> = {}): ImportTarget => ({
  jurisdictionId: 'riverton.example',
  publicIdPattern: 'YY-NNNNNNNN',
  timeZone: 'America/New_York',
  source: 'old system',
  ...overrides,
});

export const anImportedRequest = (sourceId: string, overrides: Partial<ImportedRequest> = {}): ImportedRequest => ({
  sourceId,
  publicId: sourceId,
  serviceCode: 'POTHOLE',
  serviceName: 'Pothole',
  description: 'A hole',
  point: { lat: 42.36, long: -71.06 },
  attributes: [],
  status: 'closed',
  detailedStatus: 'closed',
  private: false,
  requestedAt: new Date('2015-03-01T12:00:00Z'),
  updatedAt: new Date('2015-03-04T12:00:00Z'),
  mediaUrls: [],
  ...overrides,
});
