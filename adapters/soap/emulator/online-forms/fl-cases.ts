import type { Ledger, LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { child, children, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { caseOf } from './forms.js';

/** The application says no, as FL does. */
export class FlFault extends Error {
  readonly detail = node('flt:FWTException', [node('ErrorMessage', this.message), node('ErrorCode', 2001)]);
}

/** The cases behind the forms. Requests are valid when they get here. */
export class FlCases {
  constructor(private readonly ledger: Ledger) {}

  /** @throws FlFault */
  run(request: XmlElement): XmlNode {
    if (request.name === 'FWTNoteToParentRef') return this.addNote(request);
    const options = children(request, 'Option').map(({ text }) => text.trim());
    const search = child(request, 'FWTCaseSearch');
    if (!search) throw new FlFault('This stand-in knows searches and notes only');
    const found = this.cases().filter((each) => fits(each, search));
    return node(
      'flt:FWTCaseFullDetailsList',
      found.map((each) => toFullDetails(each, options)),
    );
  }

  private addNote(request: XmlElement): XmlNode {
    const found = this.cases().find((each) => caseOf(each) === textOf(request, 'ParentId'));
    if (!found) throw new FlFault(`There is no case ${textOf(request, 'ParentId')}`);
    this.ledger.addNote(found.ref, { text: child(request, 'NoteDetails', 'Text')?.text ?? '' });
    return node('flt:FWTNoteToParentRefResponse', 0);
  }

  /** Only a complete form has made one. */
  private cases(): LedgerCase[] {
    return this.ledger.all().filter(({ fields }) => fields['complete'] === 'Y');
  }
}

/** A case is found by its form's reference too. */
function fits(entry: LedgerCase, search: XmlElement): boolean {
  const [ref, title] = [textOf(search, 'CaseReference'), textOf(search, 'Title')];
  const bound = (name: string) => Date.parse(textOf(search, name) ?? '');
  const modified = Date.parse(entry.modifiedAt);
  return (
    (ref === undefined || ref === entry.ref || ref === caseOf(entry)) &&
    (title === undefined || title === titleOf(entry)) &&
    !(modified < bound('LastModifiedDateFrom')) &&
    !(modified > bound('LastModifiedDateTo')) &&
    !(Date.parse(entry.createdAt) < bound('CreatedAfter'))
  );
}

function titleOf({ fields }: LedgerCase): string {
  return String((fields['data'] as Record<string, unknown>)['case_title'] ?? '');
}

function toFullDetails(entry: LedgerCase, options: readonly string[]): XmlNode {
  const asked = (name: string) => options.includes('all') || options.includes(name);
  const notes = entry.notes.map(({ text, at }, index) =>
    node('Note', [node('NoteID', index + 1), node('Text', text), node('Created', at)]),
  );
  return node('flt:FWTCaseFullDetails', [
    asked('core') ? coreDetails(entry) : undefined,
    asked('notes') ? node('Notes', notes) : undefined,
  ]);
}

function coreDetails(entry: LedgerCase): XmlNode {
  const { ref, status, createdAt, closedAt, reason, reasonText } = entry;
  return node('CoreDetails', [
    node('flt:CaseReference', caseOf(entry)),
    node('Status', status),
    node('Opened', createdAt),
    optional('Closed', closedAt),
    node('RaisedByUser', [node('UserID', 'open311')]),
    node('Classification', [node('Classifier', 'Online form')]),
    node('Title', titleOf(entry)),
    optional('caseCloseureReason', reason),
    optional('caseCloseureReasonDescription', reasonText),
    node('ExternalReferences', [node('ExternalReference', ref)]),
  ]);
}
