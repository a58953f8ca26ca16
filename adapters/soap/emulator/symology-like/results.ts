import { node, optional, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';

export const NAMESPACE = 'urn:symology-like:insight';
/** The code a result has for a saved request of which something could not be made sense. */
export const SAVED_WITH_WARNING = 4;

/** A row of a result: 1 is a message, 2 a record that was made, 3 a record that was found. */
export interface Row {
  readonly type: 1 | 2 | 3;
  readonly message?: string;
  readonly created?: string;
  readonly record?: readonly (XmlNode | undefined)[];
}

export interface Result {
  /** 0 is good; but see the rows. */
  readonly code: number;
  readonly message: string;
  readonly rows: readonly Row[];
}

export function refused(): Result {
  return { code: -1, message: 'The user is not authorised', rows: [] };
}

/** `<XResponse><XResult>`, as a wrapped service writes it. */
export function resultOf(operation: string, { code, message, rows }: Result): XmlNode {
  const result = node(`i:${operation}Result`, [
    node('i:StatusCode', code),
    node('i:StatusMessage', message),
    node('i:Results', rows.map(toRow)),
  ]);
  return node(`i:${operation}Response`, [result]);
}

function toRow({ type, message, created, record = [] }: Row): XmlNode {
  return node('i:Result', [
    node('i:RecordType', type),
    optional('i:MessageText', message),
    optional('i:ConvertCRNo', created),
    ...record,
  ]);
}
