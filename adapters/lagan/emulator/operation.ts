import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import type { XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';

/** Answers a valid request with the answer's root. @throws FlException */
export type Operation = (request: XmlElement, user: string) => XmlNode;
/** By the operation's name. */
export type OperationTable = Readonly<Record<string, Operation>>;
