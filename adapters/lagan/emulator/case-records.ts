import type { LedgerCase, LedgerNote } from '../../../src/adapter-kit/emulator/ledger.js';
import type { XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';

import { eformsIn, toCaseEform, toEformData } from './eform-records.js';
import { listed } from './fields.js';

export type Contract = 'older' | 'newer';

/** Everything a request says, by element name; what repeats is a list. */
export function toFields(element: XmlElement): Record<string, unknown> {
  const names = [...new Set(element.children.map(({ name }) => name))];
  const valueOf = (each: XmlElement): unknown => (each.children.length > 0 ? toFields(each) : each.text);
  const entries = names.map((name) => {
    const values = element.children.filter((each) => each.name === name).map(valueOf);
    return [name, values.length === 1 ? values[0] : values] as const;
  });
  return Object.fromEntries(entries);
}

/** `CaseBriefDetails`: the only record with the time of the last change, and only on the newer contract. */
export function toBriefDetails(entry: LedgerCase, contract: Contract): XmlNode {
  const { ref, status, createdAt, closedAt, modifiedAt } = entry;
  const newer = contract === 'newer';
  return node('CaseBriefDetails', [
    node('flt:CaseReference', ref),
    node('Status', status),
    node('Opened', createdAt),
    optional('EndDate', closedAt),
    ...raisedAndClassified(entry),
    optional('Title', text(entry, 'Title')),
    associatedObject(entry),
    node('Category', 1),
    optional('XCoord', text(entry, 'XCoord')),
    optional('YCoord', text(entry, 'YCoord')),
    ...(newer ? closure(entry) : []),
    newer ? node('LastModifiedDate', modifiedAt) : undefined,
  ]);
}

/** `FWTCaseFullDetails` with the sections asked for that this stand-in keeps. */
export function toFullDetails(entry: LedgerCase, options: readonly string[], contract: Contract): XmlNode {
  const asked = (...names: string[]) => options.includes('all') || names.some((name) => options.includes(name));
  const eforms = eformsIn(entry.fields);
  const interactions = (entry.fields['Interactions'] ?? []) as readonly Readonly<Record<string, unknown>>[];
  return node('flt:FWTCaseFullDetails', [
    asked('core') ? coreDetails(entry, contract) : undefined,
    asked('form', 'fullform') ? form(entry) : undefined,
    asked('notes') ? node('Notes', entry.notes.map(toNote)) : undefined,
    asked('eforms-r', 'eforms-rw') ? node('Eforms', eforms.map(toCaseEform)) : undefined,
    asked('interactions') ? node('Interactions', interactions.map(toInteraction)) : undefined,
    asked('eform-data')
      ? node(
          'EformData',
          eforms.map((each) => node('CaseEformData', toEformData(entry.ref, each))),
        )
      : undefined,
  ]);
}

function coreDetails(entry: LedgerCase, contract: Contract): XmlNode {
  return node('CoreDetails', [
    node('flt:CaseReference', entry.ref),
    node('Status', entry.status),
    node('Opened', entry.createdAt),
    optional('Closed', entry.closedAt),
    ...raisedAndClassified(entry),
    optional('Title', text(entry, 'Title')),
    associatedObject(entry),
    node('Category', 1),
    node('Priority', text(entry, 'Priority') ?? 3),
    node('Severity', 1),
    node('WorkflowCase', false),
    node('Internal', text(entry, 'Internal') ?? false),
    optional('Description', text(entry, 'Description')),
    optional('Queue', text(entry, 'Queue')),
    optional('DueDate', text(entry, 'DueDate')),
    optional('XCoord', text(entry, 'XCoord')),
    optional('YCoord', text(entry, 'YCoord')),
    ...(contract === 'newer' ? [...closure(entry), externalReferences(entry)] : []),
  ]);
}

function externalReferences({ fields }: LedgerCase): XmlNode | undefined {
  const references = externalReferencesOf(fields).map((each) => node('ExternalReference', each));
  return references.length > 0 ? node('ExternalReferences', references) : undefined;
}

function raisedAndClassified(entry: LedgerCase): XmlNode[] {
  const classifier = node('Classifier', `Event ${text(entry, 'ClassificationEventCode')}`);
  return [node('RaisedByUser', [optional('UserID', text(entry, 'RaisedByUser'))]), node('Classification', [classifier])];
}

function closure({ reason, reasonText }: LedgerCase): (XmlNode | undefined)[] {
  return [optional('caseCloseureReason', reason), optional('caseCloseureReasonDescription', reasonText)];
}

function form({ fields }: LedgerCase): XmlNode | undefined {
  const sent = fields['Form'] as Record<string, unknown> | undefined;
  return sent && node('Form', listed(sent));
}

function associatedObject({ fields }: LedgerCase): XmlNode | undefined {
  const sent = fields['AssociatedObject'] as Record<string, unknown> | undefined;
  return sent && node('AssociatedObject', listed(sent));
}

/** `InteractionDetails`, without whose party it is. */
function toInteraction(shown: Readonly<Record<string, unknown>>): XmlNode {
  const { InteractionID, Channel, Party: _party, ...rest } = shown;
  return node('InteractionDetails', [
    node('flt:InteractionID', String(InteractionID)),
    node('flt:Channel', String(Channel)),
    ...listed(rest),
  ]);
}

/** Of other systems. */
export function externalReferencesOf(fields: LedgerCase['fields']): readonly string[] {
  return (fields['ExternalReferences'] ?? []) as readonly string[];
}

function toNote({ text: said, at, author }: LedgerNote, index: number): XmlNode {
  return node('Note', [
    node('NoteID', index + 1),
    node('Text', said),
    node('Created', at),
    node('CreatedBy', [optional('UserID', author)]),
  ]);
}

function text({ fields }: LedgerCase, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}
