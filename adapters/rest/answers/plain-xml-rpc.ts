import { child, children, textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { XmlError } from '../../../src/adapter-kit/xml/xml-error.js';

/** An answer of XML-RPC as expressions see it: `{params: [...]}` or `{fault: {faultCode, faultString}}`. @throws XmlError for another document. */
export function plainXmlRpc(root: XmlElement): Record<string, unknown> {
  if (root.name !== 'methodResponse') throw new XmlError(`no methodResponse but ${root.name}`);
  const fault = child(root, 'fault', 'value');
  if (fault) return { fault: valueOf(fault) };
  return { params: children(child(root, 'params'), 'param').map((each) => valueOf(child(each, 'value'))) };
}

function valueOf(value: XmlElement | undefined): unknown {
  const typed = value?.children[0];
  if (!typed) return value?.text ?? '';
  switch (typed.name) {
    case 'int':
    case 'i4':
    case 'i8':
    case 'double':
      return Number(textOf(typed));
    case 'boolean':
      return textOf(typed) === '1';
    case 'nil':
      return null;
    case 'array':
      return children(child(typed, 'data'), 'value').map(valueOf);
    case 'struct':
      return Object.fromEntries(
        children(typed, 'member').map((member) => [textOf(member, 'name') ?? '', valueOf(child(member, 'value'))]),
      );
    default:
      return typed.text;
  }
}
