import { randomUUID } from 'node:crypto';
import { describeFile, type LedgerCase, type LedgerFile } from '../../../src/adapter-kit/emulator/ledger.js';
import { child, children, textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import { CaseBook } from './case-book.js';
import { type Contract, toBriefDetails, toFields, toFullDetails } from './case-records.js';
import { toCriteria } from './criteria.js';
import { ERROR_CODES, FlException } from './fl-answers.js';

export interface OperationOptions {
  readonly contract: Contract;
  /** Most cases a search ever brings, said or not. */
  readonly resultsBound: number;
  readonly searchesTitles: boolean;
  /** ClassificationEventCodes there are; absent: any. */
  readonly eventCodes?: readonly number[];
}

type Document = Omit<LedgerFile, 'at'>;
type Operation = (request: XmlElement, user: string) => XmlNode;

/** Which operation a request's root asks for: all share one SOAPAction (contract section 4). */
export const OPERATION_BY_ROOT: Readonly<Record<string, string>> = {
  FWTCaseCreate: 'createCase',
  FWTCaseUpdate: 'updateCase',
  FWTCaseClose: 'closeCases',
  FWTReopenCaseRequest: 'reopenCase',
  FWTCaseFullDetailsRequest: 'retrieveCaseDetails',
  FWTCaseSearch: 'searchForCases',
  FWTSearchAndRetrieveCase: 'searchAndRetrieveCaseDetails',
  FWTNoteToParentRef: 'createNotes',
  FWTDocument: 'addDocumentToRepository',
};

const UPDATABLE = ['Priority', 'Severity', 'Title', 'Description', 'Queue', 'DueDate', 'Internal', 'Form', 'XCoord', 'YCoord'];
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};
const XSI = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:nil': 'true' };

/** What the FL service does. Requests are valid when they get here. */
export class Operations {
  private readonly documents = new Map<string, Document>();

  constructor(
    private readonly cases: CaseBook,
    private readonly options: OperationOptions,
  ) {}

  /** The answer's root. @throws FlException */
  run(name: string, request: XmlElement, user: string): XmlNode {
    const operation = this.table[name];
    if (!operation) throw new FlException(`This stand-in does not know ${name}`, ERROR_CODES.notSupported);
    return operation(request, user);
  }

  private readonly table: Readonly<Record<string, Operation>> = {
    createCase: (request, user) => this.createCase(request, user),
    updateCase: (request, user) => this.updateCase(request, user),
    closeCases: (request) => this.closeCases(request),
    reopenCase: (request) => this.reopenCase(request),
    retrieveCaseDetails: (request) => this.retrieveCaseDetails(request),
    searchForCases: (request) =>
      node(
        'flt:FWTCaseBriefDetailsList',
        this.search(request).map((each) => toBriefDetails(each, this.options.contract)),
      ),
    searchAndRetrieveCaseDetails: (request) => this.searchAndRetrieve(request),
    createNotes: (request, user) => this.createNotes(request, user),
    addDocumentToRepository: (request) => this.addDocument(request),
  };

  private createCase(request: XmlElement, user: string): XmlNode {
    const code = Number(textOf(request, 'ClassificationEventCode'));
    const { eventCodes } = this.options;
    if (eventCodes && !eventCodes.includes(code))
      throw new FlException(`No classification event has the code ${code}`, ERROR_CODES.noCode);
    return node('flt:CaseReference', this.cases.create({ ...toFields(request), RaisedByUser: user }).ref);
  }

  private updateCase(request: XmlElement, user: string): XmlNode {
    const found = this.cases.need(textOf(request, 'CaseReference') ?? '');
    const sent = toFields(request);
    const updates = Object.fromEntries(Object.entries(sent).filter(([name]) => UPDATABLE.includes(name)));
    this.cases.change(found.ref, { fields: { ...found.fields, ...updates } });
    for (const note of children(request, 'NewNote')) this.cases.addNote(found.ref, note.text, user);
    return node('flt:FWTCaseUpdateResponse', 0);
  }

  private closeCases(request: XmlElement): XmlNode {
    const refs = children(request, 'CaseReference').map(({ text }) => text);
    this.cases.close(refs, textOf(request, 'Reason', 'Title') ?? '', textOf(request, 'Reason', 'Description'));
    return node('flt:FWTCaseCloseResponse', 0);
  }

  private reopenCase(request: XmlElement): XmlNode {
    this.cases.change(textOf(request, 'CaseReference') ?? '', {
      status: 'open',
      reason: undefined,
      reasonText: undefined,
      closedAt: undefined,
    });
    return node('flt:FWTReopenCaseRequestResponse', 0);
  }

  /** Null stands for a case that isn't there: a nil root (contract section 7). */
  private retrieveCaseDetails(request: XmlElement): XmlNode {
    const found = this.cases.get(textOf(request, 'CaseReference') ?? '');
    return found ? toFullDetails(found, optionsOf(request), this.options.contract) : node('flt:FWTCaseFullDetails', [], XSI);
  }

  private searchAndRetrieve(request: XmlElement): XmlNode {
    const [criteria] = children(request, 'FWTCaseSearch');
    const found = this.search(criteria!).map((each) => toFullDetails(each, optionsOf(request), this.options.contract));
    return node('flt:FWTCaseFullDetailsList', found);
  }

  private search(request: XmlElement): LedgerCase[] {
    const { title, ...others } = toCriteria(request, this.options.resultsBound);
    return this.cases.search(this.options.searchesTitles ? { title, ...others } : others);
  }

  /** Of attachments, all or none: a document that isn't there leaves no note behind. */
  private createNotes(request: XmlElement, user: string): XmlNode {
    const { ref } = this.cases.need(textOf(request, 'ParentId') ?? '');
    const details = child(request, 'NoteDetails');
    const attached = children(child(details, 'NoteAttachments'), 'NoteAttachmentList').map((each) => this.attachment(each));
    this.cases.addNote(ref, child(details, 'Text')?.text ?? '', user);
    for (const file of attached) this.cases.addFile(ref, file);
    return node('flt:FWTNoteToParentRefResponse', 0);
  }

  private attachment(sent: XmlElement): Document {
    const id = textOf(sent, 'AttachmentIdentifier') ?? '';
    const document = this.documents.get(id);
    if (!document) throw new FlException(`There is no document ${id}`, ERROR_CODES.noDocument);
    return { ...document, name: textOf(sent, 'AttachmentName') ?? document.name };
  }

  private addDocument(request: XmlElement): XmlNode {
    const id = `{${randomUUID().toUpperCase()}}`;
    const name = textOf(request, 'DocumentName') ?? '';
    const bytes = Buffer.from(textOf(request, 'Document') ?? '', 'base64');
    this.documents.set(id, describeFile(name, contentTypeOf(name), bytes));
    return node('flt:FWTDocumentRef', id);
  }
}

/** Nothing in a document says what it is but its name. */
function contentTypeOf(name: string): string {
  const [, ending = ''] = /\.(\w+)$/.exec(name.toLowerCase()) ?? [];
  return IMAGE_TYPES[ending] ?? 'application/octet-stream';
}

function optionsOf(request: XmlElement): string[] {
  return children(request, 'Option').map(({ text }) => text);
}
