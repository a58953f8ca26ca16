import { describeAdapter } from '../describe-adapter.js';
import { conformance } from './acme.conformance.js';
import { toState, toTicket } from './acme.mapping.js';
import { AcmeSettings } from './acme.settings.js';
import { aServiceRequest } from '../a-service-request.js';

conformance.forEach((under) => describeAdapter(under));

describe('a ticket of the acme adapter', () => {
  const logger = { info: () => undefined, warn: () => undefined };
  const settings = Object.assign(new AcmeSettings(), { category: 'OTHER' });

  it('has the category of its service, and that of the settings where there is none', () => {
    expect(toTicket(aServiceRequest({ serviceCode: 'pothole' }), settings, logger).category).toBe('pothole');
    expect(toTicket(aServiceRequest({ serviceCode: '' }), settings, logger).category).toBe('OTHER');
  });

  it('follows the words fixed, open and reopen of a resident, and no other', () => {
    expect(['fixed', 'open', 'reopen', 'planned', 'duplicate'].map((word) => toState(word as 'fixed'))).toEqual([
      'DONE',
      'NEW',
      'NEW',
      undefined,
      undefined,
    ]);
  });
});
