import type { EmulatedAnswer } from '../../../src/adapter-kit/emulator/http-emulator.js';
import { node } from '../../../src/adapter-kit/xml/xml-node.js';
import { buildXml } from '../../../src/adapter-kit/xml/xml.js';
import { type Entry, listed, refused } from './geo-answers.js';

const SERVICES: readonly Entry[] = [
  service('POTHOLE', 'Pothole', 'Streets', 'true'),
  service('SIDEWALK', 'Broken sidewalk', 'Streets'),
  service('GRAFFITI', 'Graffiti', 'Cleanliness'),
  service('TREE', 'Damaged tree', 'Parks'),
];
const SIZE = {
  variable: true,
  code: 'SIZE',
  datatype: 'singlevaluelist',
  required: false,
  datatype_description: 'Choose one',
  order: 1,
  description: 'How large is the hole?',
};
const SIZES = [
  { key: 'S', name: 'A plate' },
  { key: 'L', name: 'A bathtub & more' },
];

export function serviceList(path: string): EmulatedAnswer {
  return listed(path, 'services', SERVICES);
}

export function serviceDefinition(path: string, code: string): EmulatedAnswer {
  if (!SERVICES.some((each) => each['service_code'] === code)) return refused(path, 404, `service_code ${code} was not found`);
  const has = code === 'POTHOLE';
  if (!path.endsWith('.xml')) {
    const attributes = has ? [{ ...SIZE, values: SIZES }] : [];
    return {
      status: 200,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ service_code: code, attributes }),
    };
  }
  const values = SIZES.map(({ key, name }) => node('value', [node('key', key), node('name', name)]));
  const fields = Object.entries(SIZE).map(([name, value]) => node(name, String(value)));
  const attributes = has ? [node('attribute', [...fields, node('values', values)])] : [];
  return {
    status: 200,
    headers: { 'content-type': 'text/xml; charset=utf-8' },
    body: buildXml(node('service_definition', [node('service_code', code), node('attributes', attributes)])),
  };
}

function service(code: string, name: string, group: string, metadata = 'false'): Entry {
  return { service_code: code, service_name: name, description: '', metadata, type: 'realtime', keywords: '', group };
}
