import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';

/** A call of XML-RPC out of `{method, params}`. Whole numbers are `int`, others `double`; null is left out. @throws Error */
export function xmlRpcOf(found: unknown): XmlNode {
  const { method, params = [] } = (found ?? {}) as { method?: unknown; params?: unknown };
  if (typeof method !== 'string' || !Array.isArray(params))
    throw new Error('the body must give {"method": ..., "params": [...]}');
  const given = params.map((each) => node('param', [valueOf(each)]));
  return node('methodCall', [node('methodName', method), node('params', given)]);
}

function valueOf(value: unknown): XmlNode {
  return node('value', [typed(value)]);
}

function typed(value: unknown): XmlNode {
  if (typeof value === 'boolean') return node('boolean', value ? 1 : 0);
  if (typeof value === 'number') return Number.isInteger(value) ? node('int', value) : node('double', value);
  if (Array.isArray(value)) return node('array', [node('data', value.map(valueOf))]);
  if (typeof value !== 'object' || value === null) return node('string', String((value ?? '') as string));
  const members = Object.entries(value).filter(([, each]) => each !== null && each !== undefined);
  return node(
    'struct',
    members.map(([name, each]) => node('member', [node('name', name), valueOf(each)])),
  );
}
