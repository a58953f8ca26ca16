import type { AdapterLogger, CaseNote, CasePicture } from '../../src/adapter-kit/adapter.js';
import { TextTemplate } from '../../src/adapter-kit/liquid.js';
import { noteView } from '../../src/adapter-kit/note-view.js';
import { fitAround } from '../../src/adapter-kit/text-limits.js';
import { child, children, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { xmlText } from '../../src/adapter-kit/xml/xml-text.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import { numberIn } from './lagan.case-number.js';
import { toDetailsRequest } from './lagan.mapping.js';
import type { LaganSettings } from './lagan.settings.js';
import { rendered } from './lagan.texts.js';

/** Meaning unknown; every client sends these (contract section 8). */
const DOCUMENT_TYPE = 1;
const ATTACHMENT_TYPE = 0;
const PARENT_IS_A_CASE = 0;

type NoteSettings = Pick<LaganSettings, 'noteTemplate' | 'noteVia' | 'noteLabels' | 'pictureNote' | 'limits'>;

/** Notes and pictures in Lagan's records, children in schema order (contract section 6.1). */
export class LaganNotes {
  private readonly template: TextTemplate;

  constructor(private readonly settings: NoteSettings) {
    this.template = new TextTemplate(settings.noteTemplate);
  }

  /** What comes back for a note. */
  get answerRoot(): string {
    return this.settings.noteVia === 'updateCase' ? 'FWTCaseUpdateResponse' : 'FWTNoteToParentRefResponse';
  }

  /** `FWTNoteToParentRef`, or `FWTCaseUpdate` with a `NewNote`. @throws RejectedError when the first has no number to go to. */
  toNote(caseRef: CaseRef, note: CaseNote, logger: AdapterLogger): XmlNode {
    const said = rendered(this.template, 'noteTemplate', noteView(note)).trim();
    const limit = { field: 'Text', maxCharacters: this.settings.limits.noteCharacters };
    const text = fitAround(said, note.id, limit, logger);
    return this.settings.noteVia === 'updateCase'
      ? toUpdate(caseRef, [node('NewNote', text), this.labels()])
      : toNoteOn(caseRef, [node('Text', text), this.labels()]);
  }

  /** The same, which shows a document on a case. One picture a note: some back offices can't do with more (section 9). */
  toPictureNote(caseRef: CaseRef, { fileName }: CasePicture, document: string): XmlNode {
    const text = xmlText(`${this.settings.pictureNote}: ${fileName}`);
    const attachment = [
      node('AttachmentName', fileName),
      node('AttachmentIdentifier', document),
      node('AttachmentType', ATTACHMENT_TYPE),
    ];
    if (this.settings.noteVia === 'updateCase')
      return toUpdate(caseRef, [node('NewNoteAttachment', [node('NoteText', text), this.labels(), ...attachment])]);
    const attachments = node('NoteAttachments', [node('NoteAttachmentList', attachment)]);
    return toNoteOn(caseRef, [node('Text', text), this.labels(), attachments]);
  }

  private labels(): XmlNode | undefined {
    const { noteLabels = [] } = this.settings;
    return noteLabels.length > 0
      ? node(
          'NoteLabels',
          noteLabels.map((label) => node('NoteLabel', label)),
        )
      : undefined;
  }
}

function toUpdate(caseRef: CaseRef, changes: readonly (XmlNode | undefined)[]): XmlNode {
  return node('flt:FWTCaseUpdate', [node('flt:CaseReference', caseRef), ...changes]);
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
  return toDetailsRequest(caseRef, ['core', 'notes']);
}

/** From `FWTCaseFullDetails`; undefined when the CRM doesn't know the case. */
export function noteTexts(details: XmlElement | undefined): string[] | undefined {
  if (!child(details, 'CoreDetails')) return undefined;
  return children(child(details, 'Notes'), 'Note').map((note) => textOf(note, 'Text') ?? '');
}

function toNoteOn(caseRef: CaseRef, details: readonly (XmlNode | undefined)[]): XmlNode {
  return node('flt:FWTNoteToParentRef', [
    node('ParentId', numberIn(caseRef)),
    node('ParentType', PARENT_IS_A_CASE),
    node('NoteDetails', details),
  ]);
}
