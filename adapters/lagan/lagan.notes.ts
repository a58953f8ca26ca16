import type { AdapterLogger, CaseNote, CasePicture } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { noteView } from '../../src/adapter-kit/note-view.js';
import { fitAround } from '../../src/adapter-kit/text-limits.js';
import { child, children, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { xmlText } from '../../src/adapter-kit/xml/xml-text.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { LaganSettings } from './lagan.settings.js';
import { rendered } from './lagan.texts.js';

/** Meaning unknown; every client sends these (contract section 8). */
const DOCUMENT_TYPE = 1;
const ATTACHMENT_TYPE = 0;
const PARENT_IS_A_CASE = 0;

/** Notes and pictures in Lagan's records, children in schema order (contract section 6.1). */
export class LaganNotes {
  private readonly template: TextTemplate;

  constructor(private readonly settings: Pick<LaganSettings, 'noteTemplate' | 'pictureNote' | 'limits'>) {
    this.template = new TextTemplate(settings.noteTemplate);
  }

  /** `FWTNoteToParentRef`. @throws RejectedError when the reference ends in no number. */
  toNote(caseRef: CaseRef, note: CaseNote, logger: AdapterLogger): XmlNode {
    const text = rendered(this.template, 'noteTemplate', noteView(note)).trim();
    const limit = { field: 'Text', maxCharacters: this.settings.limits.noteCharacters };
    return toNoteOn(caseRef, [node('Text', fitAround(text, note.id, limit, logger))]);
  }

  /** `FWTNoteToParentRef` that shows a document on a case. One picture a note: some back offices can't do with more (section 9). */
  toPictureNote(caseRef: CaseRef, { fileName }: CasePicture, document: string): XmlNode {
    const attachment = node('NoteAttachmentList', [
      node('AttachmentName', fileName),
      node('AttachmentIdentifier', document),
      node('AttachmentType', ATTACHMENT_TYPE),
    ]);
    const text = xmlText(`${this.settings.pictureNote}: ${fileName}`);
    return toNoteOn(caseRef, [node('Text', text), node('NoteAttachments', [attachment])]);
  }
}

/** `FWTDocument`. */
export function toDocument({ fileName, bytes }: CasePicture): XmlNode {
  return node('flt:FWTDocument', [
    node('Document', bytes.toString('base64')),
    node('DocumentType', DOCUMENT_TYPE),
    node('DocumentName', fileName),
  ]);
}

/** `FWTCaseFullDetailsRequest` for the notes, and for proof that there is a case. */
export function toNotesRequest(caseRef: CaseRef): XmlNode {
  const options = ['core', 'notes'].map((option) => node('Option', option));
  return node('flt:FWTCaseFullDetailsRequest', [node('flt:CaseReference', caseRef), ...options]);
}

/** From `FWTCaseFullDetails`; undefined when the CRM doesn't know the case. */
export function noteTexts(details: XmlElement | undefined): string[] | undefined {
  if (!child(details, 'CoreDetails')) return undefined;
  return children(child(details, 'Notes'), 'Note').map((note) => textOf(note, 'Text') ?? '');
}

function toNoteOn(caseRef: CaseRef, details: readonly XmlNode[]): XmlNode {
  return node('flt:FWTNoteToParentRef', [
    node('ParentId', numberIn(caseRef)),
    node('ParentType', PARENT_IS_A_CASE),
    node('NoteDetails', details),
  ]);
}

/** Notes go to a number: the digits after the last hyphen of a reference, which may have been renamed (contract section 8). */
function numberIn(caseRef: CaseRef): string {
  const [, digits] = /(?:^|-)(\d+)$/.exec(caseRef.trim()) ?? [];
  if (digits === undefined)
    throw new RejectedError(`notes go to the number of a case, and the reference ${caseRef} ends in none`);
  return digits;
}
