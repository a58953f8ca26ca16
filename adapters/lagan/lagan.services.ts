import type { CallContext, DiscoveredService } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { children, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node } from '../../src/adapter-kit/xml/xml-node.js';
import { lost } from './lagan.answers.js';
import type { LaganCase } from './lagan.case-settings.js';
import type { LaganClient } from './lagan.client.js';
import type { LaganServices } from './lagan.services-settings.js';

/**
 * `retrieveEvents`, type by type (contract section 6): a classification event is a service. Its code is that of the service whose case it is, else the
 * event's own number. Lagan tells no questions of one.
 */
export class LaganServiceReader {
  private readonly codes: ReadonlyMap<number, string>;

  constructor(
    private readonly settings: LaganServices,
    private readonly client: LaganClient,
    cases: Readonly<Record<string, LaganCase>>,
  ) {
    this.codes = new Map(
      Object.entries(cases)
        .toReversed()
        .map(([code, { eventCode }]) => [eventCode, code]),
    );
  }

  /** @throws AdapterError */
  async all(context: CallContext): Promise<DiscoveredService[]> {
    const services = new Map<string, DiscoveredService>();
    for (const type of this.settings.eventTypes) {
      const list = await this.client.call(node('flt:FWTEventType', type), 'FWTEventList', 'read', context);
      if (!list) throw lost('an empty body instead of a list', 'read');
      for (const event of children(list, 'Event')) {
        const service = this.serviceOf(event, this.settings.groups[String(type)]);
        // Some events are of several types.
        if (!services.has(service.code)) services.set(service.code, service);
      }
    }
    return [...services.values()];
  }

  private serviceOf(event: XmlElement, group: string | undefined): DiscoveredService {
    const [number, name] = [textOf(event, 'EventCode'), textOf(event, 'EventName')];
    if (number === undefined || !/^-?\d+$/.test(number)) throw new RejectedError('the CRM lists an event without an EventCode');
    const description = textOf(event, 'EventDescription');
    return {
      code: this.codes.get(Number(number)) ?? number,
      name: name ?? number,
      ...(description !== undefined && description !== name && { description }),
      ...(group !== undefined && { group }),
    };
  }
}

/** The kind of case of a service that was taken over: its code is the event's. Undefined for what is no number. */
export function caseOfEvent(serviceCode: string, defaultCase: LaganCase | undefined): LaganCase | undefined {
  if (!/^-?\d{1,10}$/.test(serviceCode)) return undefined;
  // The queue is that of the classification.
  return { ...defaultCase, eventCode: Number(serviceCode), queue: undefined };
}
