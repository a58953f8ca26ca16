import { randomUUID } from 'node:crypto';
import { describeFile, type LedgerFile } from '../../../src/adapter-kit/emulator/ledger.js';
import { child, children, textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { CaseBook } from './case-book.js';
import { ERROR_CODES, FlException } from './fl-answers.js';
import type { OperationTable } from './operation.js';

type Document = Omit<LedgerFile, 'at'>;

const PARENT_IS_A_CASE = '0';
const IMAGE_TYPES: Readonly<Record<string, string>> = {
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
};

/** Notes, and the documents that they show. */
export class NoteOperations {
  private readonly documents = new Map<string, Document>();

  constructor(private readonly cases: CaseBook) {}

  readonly table: OperationTable = {
    createNotes: (request, user) => this.createNotes(request, user),
    getNotes: (request) => this.getNotes(request),
    addDocumentToRepository: (request) => this.addDocument(request),
  };

  /** `NewNote` and `NewNoteAttachment` of an update. @throws FlException before anything is written. */
  addTo(ref: string, update: XmlElement, user: string): void {
    const attached = children(update, 'NewNoteAttachment').map((sent) => ({ sent, file: this.attachment(sent) }));
    for (const note of children(update, 'NewNote')) this.cases.addNote(ref, note.text, user);
    for (const { sent, file } of attached) {
      this.cases.addNote(ref, child(sent, 'NoteText')?.text ?? '', user);
      this.cases.addFile(ref, file);
    }
  }

  /** Of attachments, all or none: a document that isn't there leaves no note behind. */
  private createNotes(request: XmlElement, user: string): XmlNode {
    const { ref } = this.parent(request);
    const details = child(request, 'NoteDetails');
    const attached = children(child(details, 'NoteAttachments'), 'NoteAttachmentList').map((each) => this.attachment(each));
    this.cases.addNote(ref, child(details, 'Text')?.text ?? '', user);
    for (const file of attached) this.cases.addFile(ref, file);
    return node('flt:FWTNoteToParentRefResponse', 0);
  }

  private getNotes(request: XmlElement): XmlNode {
    const notes = this.parent(request).notes.map(({ text, at, author }, index) =>
      node('NoteDetails', [
        node('NoteId', index + 1),
        node('Created', at),
        node('CreatedBy', [optional('UserID', author)]),
        node('Text', text),
      ]),
    );
    return node('flt:FWTNoteDetailList', notes);
  }

  private parent(request: XmlElement) {
    if (textOf(request, 'ParentType') !== PARENT_IS_A_CASE)
      throw new FlException('This stand-in keeps notes of cases only', ERROR_CODES.notSupported);
    return this.cases.need(textOf(request, 'ParentId') ?? '');
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
