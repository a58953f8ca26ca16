import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { OperationTable } from './operation.js';

/** By FWTEventType: codes, names and descriptions of classification events. */
const EVENTS: Readonly<Record<string, readonly (readonly [code: number, name: string, description: string])[]>> = {
  '1': [
    [4_000_041, 'Pothole', 'A hole in the road & the pavement'],
    [4_000_042, 'Street light out', 'Street light out'],
  ],
  '2': [
    [4_000_051, 'Graffiti', 'Graffiti on any surface'],
    [4_000_052, 'Missed bin', ''],
  ],
};

export const eventOperations: OperationTable = { retrieveEvents: (request) => eventsOf(request) };

function eventsOf({ text }: XmlElement): XmlNode {
  const events = EVENTS[text.trim()] ?? [];
  return node(
    'flt:FWTEventList',
    events.map(([code, name, description]) =>
      node('Event', [node('EventCode', code), node('EventName', name), node('EventDescription', description)]),
    ),
  );
}
