import type { DiscoveredAttribute } from '../../src/adapter-kit/adapter.js';
import { child, children, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { parseXml } from '../../src/adapter-kit/xml/xml.js';
import { DATATYPES, type Datatype } from '../../src/domain/service.js';

type Told = Readonly<Record<string, unknown>>;

/** The questions of a service definition in either format (contract section 9). @throws Error when it is none. */
export function definitionOf(text: string, format: 'json' | 'xml'): DiscoveredAttribute[] {
  const told = format === 'json' ? fromJson(JSON.parse(text.replace(/^\uFEFF/, ''))) : fromXml(parseXml(text));
  return told.map(attributeOf);
}

/** Some servers put the definition into a list. */
function fromJson(body: unknown): Told[] {
  const definition = (Array.isArray(body) ? body[0] : body) as { attributes?: unknown } | null | undefined;
  const attributes = definition?.attributes;
  if (!Array.isArray(attributes)) throw new Error('it has no list of attributes');
  return attributes as Told[];
}

function fromXml(root: XmlElement): Told[] {
  const definition = root.name === 'service_definition' ? root : (child(root, 'service_definition') ?? root);
  const attributes = child(definition, 'attributes');
  if (!attributes) throw new Error('it has no list of attributes');
  return children(attributes, 'attribute').map((each) => ({
    ...Object.fromEntries(each.children.filter(({ name }) => name !== 'values').map(({ name, text }) => [name, text])),
    values: children(child(each, 'values') ?? each, 'value').map((value) => ({
      key: textOf(value, 'key'),
      name: textOf(value, 'name'),
    })),
  }));
}

function attributeOf(told: Told): DiscoveredAttribute {
  const code = words(told['code']);
  const datatype = DATATYPES.find((each) => each === told['datatype']);
  if (code === '' || !datatype) throw new Error(`the attribute ${code || 'without a code'} has no datatype that GeoReport knows`);
  const order = Number(words(told['order']));
  return {
    code,
    datatype,
    required: isTrue(told['required']) && isTrue(told['variable'] ?? true),
    variable: isTrue(told['variable'] ?? true),
    description: words(told['description']) || code,
    datatypeDescription: words(told['datatype_description']),
    ...(Number.isInteger(order) && order > 0 && { order }),
    ...(isList(datatype) && { values: valuesOf(told['values']) }),
  };
}

function valuesOf(values: unknown): { key: string; name: string }[] {
  const list = Array.isArray(values) ? (values as Told[]) : [];
  return list.flatMap((each) => {
    const key = words(each['key']);
    return key === '' ? [] : [{ key, name: words(each['name']) || key }];
  });
}

const isList = (datatype: Datatype) => datatype === 'singlevaluelist' || datatype === 'multivaluelist';
const isTrue = (value: unknown) => value === true || value === 'true';

function words(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
