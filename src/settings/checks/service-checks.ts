import { invalid, type Problem } from '../problem.js';
import type { AttributeShape, ServiceShape } from '../shapes/service-shape.js';
import { mappings, type Placed, repeated } from './lenient.js';
import { serviceLevelProblems } from './working-time-checks.js';

/** What no single key shows: doubles, and keys that contradict each other. */
export function serviceProblems(services: readonly ServiceShape[]): Problem[] {
  const placed = mappings(services, ['services']);
  return [
    ...repeated(placed.map(({ item, path }) => ({ item: item.code, path: [...path, 'code'] }))).map(({ item, path }) =>
      invalid(path, `an earlier service has the code ${item} too`),
    ),
    ...placed.flatMap(problemsOf),
  ];
}

function problemsOf({ item: service, path }: Placed<ServiceShape>): Problem[] {
  const attributes = mappings(service.attributes, [...path, 'attributes']);
  const codes = attributes.map((each) => ({ item: each.item.code, path: [...each.path, 'code'] }));
  const orders = attributes.map((each, index) => ({ item: each.item.order ?? index + 1, path: [...each.path, 'order'] }));
  return [
    ...(service.group !== undefined && service.groups !== undefined
      ? [invalid([...path, 'groups'], 'stands beside `group`: keep one')]
      : []),
    ...repeated(codes).map((each) => invalid(each.path, `an earlier attribute of this service has the code ${each.item} too`)),
    ...repeated(orders).map((each) => invalid(each.path, `an earlier attribute of this service has the order ${each.item} too`)),
    ...serviceLevelProblems(service.sla, [...path, 'sla']),
    ...attributes.flatMap(attributeProblems),
  ];
}

function attributeProblems({ item: attribute, path }: Placed<AttributeShape>): Problem[] {
  const at = (key: string) => [...path, key];
  const isList = attribute.datatype === 'singlevaluelist' || attribute.datatype === 'multivaluelist';
  const values = mappings(attribute.values, at('values'));
  const keys = values.map((each) => ({ item: each.item.key, path: [...each.path, 'key'] }));
  return [
    ...(isList && attribute.values?.length === 0
      ? [invalid(at('values'), `is missing: a ${attribute.datatype} needs values to choose from`)]
      : []),
    ...(!isList && values.length > 0 ? [invalid(at('values'), `a ${attribute.datatype} has no values to choose from`)] : []),
    ...repeated(keys).map((each) => invalid(each.path, `an earlier value of this attribute has the key ${each.item} too`)),
    ...(attribute.required === true && attribute.automated
      ? [invalid(at('required'), 'must be false where `automated` stands: other clients could never report')]
      : []),
    ...(attribute.required === true && attribute.variable === false
      ? [invalid(at('required'), 'must be false where `variable` is false: a text to show has no answer')]
      : []),
  ];
}
