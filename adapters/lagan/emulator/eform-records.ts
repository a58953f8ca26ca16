import { node, optional, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';

/** An eform on a case, as the ledger keeps it. */
export interface LedgerEform {
  readonly definition: string;
  /** Of the form. */
  readonly name: string;
  readonly version?: string;
  readonly created: string;
  readonly lastModified: string;
  /** By field name, in lower case: so they come back, whatever was written (contract section 8). */
  readonly fields: Readonly<Record<string, string>>;
}

export function eformsIn(fields: Readonly<Record<string, unknown>>): readonly LedgerEform[] {
  return (fields['Eforms'] ?? []) as readonly LedgerEform[];
}

/** `CaseEform`, by the name of the form. */
export function toCaseEform({ name, version, created, lastModified }: LedgerEform): XmlNode {
  return node('CaseEform', [
    node('Name', name),
    node('URL', `/lagan/eforms/${encodeURIComponent(name)}`),
    node('Created', created),
    node('LastModified', lastModified),
    optional('ContentRepositoryVersion', version),
  ]);
}

/** What `CaseEformData` and `FLEformData` hold. */
export function toEformData(ref: string, { name, version, fields }: LedgerEform): XmlNode[] {
  return [
    node('CaseEformInstance', [
      node('flt:CaseReference', ref),
      node('EformName', name),
      optional('ContentRepositoryVersion', version),
    ]),
    node(
      'EformData',
      Object.entries(fields).map(([field, value]) => node('EformFields', [node('FieldName', field), node('FieldValue', value)])),
    ),
  ];
}
