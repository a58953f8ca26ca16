import type { LedgerCase } from '../../../src/adapter-kit/emulator/ledger.js';
import { parseDateTime } from '../../../src/adapter-kit/xml/date-time.js';
import { children, textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { CaseBook } from './case-book.js';
import { type Contract, externalReferencesOf, toBriefDetails, toFields, toFullDetails } from './case-records.js';
import { toCriteria } from './criteria.js';
import { EformOperations } from './eform-operations.js';
import { eventOperations } from './event-operations.js';
import { ERROR_CODES, FlException } from './fl-answers.js';
import { NoteOperations } from './note-operations.js';
import type { OperationTable } from './operation.js';
import { PartyOperations } from './party-operations.js';

export interface OperationOptions {
  readonly contract: Contract;
  /** Most cases a search ever brings, said or not. */
  readonly resultsBound: number;
  readonly searchesTitles: boolean;
  /** ClassificationEventCodes there are; absent: any. */
  readonly eventCodes?: readonly number[];
  /** Eform definitions there are, and the form in each; absent: any. */
  readonly eforms?: Readonly<Record<string, string>>;
}

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
  FWTNoteToParentGetRef: 'getNotes',
  FWTDocument: 'addDocumentToRepository',
  FWTCaseEformNew: 'addCaseEform',
  FLEformFields: 'writeCaseEformData',
  FLCaseEformInstance: 'readCaseEformData',
  FWTCaseExternalReferenceRequest: 'addCaseExternalReference',
  FWTEventType: 'retrieveEvents',
  FWTPartySearch: 'searchForParty',
  FWTIndividual: 'createIndividual',
  FLIndividualID: 'retrieveIndividual',
  FWTInteractionCreate: 'createInteraction',
  FWTInteractionCaseLink: 'linkInteractionToCase',
};

const UPDATABLE = ['Priority', 'Severity', 'Title', 'Description', 'Queue', 'DueDate', 'Internal', 'Form', 'XCoord', 'YCoord'];
const XSI = { 'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance', 'xsi:nil': 'true' };

/** What the FL service does. Requests are valid when they get here. */
export class Operations {
  private readonly notes: NoteOperations;
  private readonly parties: PartyOperations;
  private readonly table: OperationTable;

  constructor(
    private readonly cases: CaseBook,
    private readonly options: OperationOptions,
  ) {
    this.notes = new NoteOperations(cases);
    this.parties = new PartyOperations(cases);
    const eforms = new EformOperations(cases, options.eforms);
    this.table = { ...this.own, ...this.notes.table, ...this.parties.table, ...eforms.table, ...eventOperations };
  }

  /** The answer's root. @throws FlException */
  run(name: string, request: XmlElement, user: string): XmlNode {
    const operation = this.table[name];
    if (!operation) throw new FlException(`This stand-in does not know ${name}`, ERROR_CODES.notSupported);
    return operation(request, user);
  }

  private readonly own: OperationTable = {
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
    addCaseExternalReference: (request) => this.addExternalReference(request),
  };

  private createCase(request: XmlElement, user: string): XmlNode {
    const code = Number(textOf(request, 'ClassificationEventCode'));
    const { eventCodes } = this.options;
    if (eventCodes && !eventCodes.includes(code))
      throw new FlException(`No classification event has the code ${code}`, ERROR_CODES.noCode);
    const interactions = this.parties.interactionOf(request);
    const shown = interactions && { Interactions: interactions };
    return node('flt:CaseReference', this.cases.create({ ...toFields(request), ...shown, RaisedByUser: user }).ref);
  }

  private updateCase(request: XmlElement, user: string): XmlNode {
    const found = this.cases.need(textOf(request, 'CaseReference') ?? '');
    const sent = toFields(request);
    const updates = Object.fromEntries(Object.entries(sent).filter(([name]) => UPDATABLE.includes(name)));
    this.notes.addTo(found.ref, request, user);
    if (Object.keys(updates).length > 0) this.cases.change(found.ref, { fields: { ...found.fields, ...updates } });
    return node('flt:FWTCaseUpdateResponse', 0);
  }

  private closeCases(request: XmlElement): XmlNode {
    const refs = children(request, 'CaseReference').map(({ text }) => text);
    const at = parseDateTime(textOf(request, 'ClosedDate'), 'UTC');
    this.cases.close(refs, textOf(request, 'Reason', 'Title') ?? '', textOf(request, 'Reason', 'Description'), at);
    return node('flt:FWTCaseCloseResponse', 0);
  }

  private reopenCase(request: XmlElement): XmlNode {
    const { ref, fields } = this.cases.need(textOf(request, 'CaseReference') ?? '');
    const Queue = textOf(request, 'AllocateToQueueByName') ?? fields['Queue'];
    this.cases.change(ref, {
      status: 'open',
      fields: Queue === undefined ? fields : { ...fields, Queue },
      reason: undefined,
      reasonText: undefined,
      closedAt: undefined,
    });
    return node('flt:FWTReopenCaseRequestResponse', 0);
  }

  /** To a reference that is there already another of the same is added: what a real site does then is not known. */
  private addExternalReference(request: XmlElement): XmlNode {
    const { ref, fields } = this.cases.need(textOf(request, 'CaseID') ?? '');
    const ExternalReferences = [...externalReferencesOf(fields), textOf(request, 'ExternalReference') ?? ''];
    this.cases.change(ref, { fields: { ...fields, ExternalReferences } });
    return node('flt:FWTCaseExternalReferenceResponse', 0);
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
}

function optionsOf(request: XmlElement): string[] {
  return children(request, 'Option').map(({ text }) => text);
}
