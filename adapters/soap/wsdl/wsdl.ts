import { child, children, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { parseXml } from '../../../src/adapter-kit/xml/xml.js';
import { localName, SchemaModel } from './schema-model.js';

/** One operation as the service describes it. */
export interface DescribedOperation {
  readonly name: string;
  /** Local name of the element in its body; the operation's own in rpc style. */
  readonly root: string;
  /** Rpc: its parts are the children of the root, and not described further here. */
  readonly isRpc: boolean;
  readonly soapAction: string | undefined;
}

/** A WSDL 1.1 with the schemas inside of it, as far as trees can be held against it. */
export class Wsdl {
  readonly operations: readonly DescribedOperation[];
  readonly schema: SchemaModel;

  /** @param schemas texts of what it imports. @throws XmlError when one of the texts is no XML, Error when it is no WSDL. */
  constructor(text: string, schemas: readonly string[] = []) {
    const root = parseXml(text);
    if (root.name !== 'definitions') throw new Error(`a WSDL begins with definitions, not with ${root.name}`);
    const inside = children(child(root, 'types'), 'schema');
    this.schema = new SchemaModel([...inside, ...schemas.map((each) => parseXml(each))]);
    this.operations = operationsIn(root);
  }
}

function operationsIn(root: XmlElement): DescribedOperation[] {
  const messages = new Map(children(root, 'message').map((message) => [message.attributes['name'], message]));
  const bound = children(root, 'binding').flatMap((binding) =>
    children(binding, 'operation').map((operation) => ({ operation, binding: child(binding, 'binding') })),
  );
  return children(root, 'portType').flatMap((portType) =>
    children(portType, 'operation').map((operation) => {
      const name = operation.attributes['name'] ?? '';
      const binding = bound.find((each) => each.operation.attributes['name'] === name);
      const soap = child(binding?.operation, 'operation')?.attributes;
      const message = messages.get(localName(child(operation, 'input')?.attributes['message']) ?? '');
      const element = localName(children(message, 'part').find(({ attributes }) => attributes['element'])?.attributes['element']);
      const isRpc = (soap?.['style'] ?? binding?.binding?.attributes['style']) === 'rpc' || element === undefined;
      return { name, root: element ?? name, isRpc, soapAction: soap?.['soapAction'] };
    }),
  );
}
