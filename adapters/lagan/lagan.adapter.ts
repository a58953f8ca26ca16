import {
  ADAPTER_CONTRACT_VERSION,
  type CallContext,
  type CaseNote,
  type CasePicture,
  type CaseSnapshot,
  type CaseStatusChange,
  type ChangePage,
  type ChangeWindow,
  type CrmAdapter,
  defineAdapter,
  type EarlierCase,
  type EarlierStep,
} from '../../src/adapter-kit/adapter.js';
import { children, isEmpty, child, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import type { XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { lost, noLongerKnown } from './lagan.answers.js';
import { CaseMaker } from './lagan.case-maker.js';
import { fetchChangePage } from './lagan.changes.js';
import { LaganClient } from './lagan.client.js';
import { holdsId, lookForCase } from './lagan.look-up.js';
import {
  LaganMapping,
  type CaseSearch,
  toCaseSearch,
  toDetailsRequest,
  toSearchAndRetrieve,
  toSnapshot,
} from './lagan.mapping.js';
import { LaganNotes, noteTexts, toDocument, toNotesRequest } from './lagan.notes.js';
import { LaganServiceReader } from './lagan.services.js';
import { LaganSettings } from './lagan.settings.js';
import type { LaganUpdates } from './lagan.update-settings.js';
import { statusCall } from './lagan.updates.js';

/** What is kept of `attachMedia`: the reference of the picture in the CRM's repository. */
const DOCUMENT = 'document';
/** Long before there was a case anywhere. */
const EMPTY_WINDOW = { createdAfter: new Date(0), createdBefore: new Date(1000), resultsLimit: 1 };

/** One Lagan site. Lagan is asked for changes where it knows the newer contract; else cases are asked for one by one. */
export class LaganAdapter implements CrmAdapter {
  private readonly client: LaganClient;
  private readonly mapping: LaganMapping;
  private readonly notes: LaganNotes;
  private readonly maker: CaseMaker;
  readonly fetchChanges?: NonNullable<CrmAdapter['fetchChanges']>;
  readonly updateCase?: NonNullable<CrmAdapter['updateCase']>;
  readonly discoverServices?: NonNullable<CrmAdapter['discoverServices']>;

  constructor(private readonly settings: LaganSettings) {
    this.client = new LaganClient(settings);
    this.mapping = new LaganMapping(settings);
    this.notes = new LaganNotes(settings);
    this.maker = new CaseMaker(settings, this.client, this.mapping);
    const { updates } = settings;
    if (updates) this.updateCase = (caseRef, change, context) => this.bringTo(caseRef, change, updates, context);
    if (settings.services) {
      const services = new LaganServiceReader(settings.services, this.client, settings.cases);
      this.discoverServices = (context) => services.all(context);
    }
    if (settings.contract === 'newer') this.fetchChanges = (window, page, context) => this.changes(window, page, context);
  }

  async check(context: CallContext): Promise<void> {
    await this.search(EMPTY_WINDOW, context);
  }

  async createCase(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    return this.maker.make(request, context);
  }

  /** A case that more belongs to is told unfinished: `createCase` knows which of its calls were made. */
  async findCase(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    const known = this.maker.known(context);
    const found = known === undefined ? await this.lookFor(request, since, context) : { is: 'found' as const, caseRef: known };
    if (found.is !== 'found' || !(await this.maker.adopt(found.caseRef, request, context))) return found;
    return { ...found, unfinished: true };
  }

  private async lookFor(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    const title = this.mapping.title(request, context.logger);
    const { eventCode } = this.mapping.caseOf(request);
    const sought = { id: request.id, title, eventCode, since };
    return lookForCase(sought, this.settings, {
      search: (search) => this.search(search, context),
      logger: context.logger,
      toCandidate: (found) => this.mapping.toCandidate(found),
    });
  }

  async addNote(caseRef: CaseRef, note: CaseNote, context: CallContext): Promise<void> {
    await this.createNote(this.notes.toNote(caseRef, note, context.logger), context);
  }

  async findNote(caseRef: CaseRef, { id }: CaseNote, context: CallContext): Promise<EarlierStep> {
    return this.noteWith(id, caseRef, context);
  }

  async attachMedia(caseRef: CaseRef, picture: CasePicture, context: CallContext): Promise<void> {
    const document = await this.upload(picture, context);
    await this.createNote(this.notes.toPictureNote(caseRef, picture, document), context);
  }

  /** Nobody sees a document before a note shows it. */
  async findMedia(caseRef: CaseRef, { fileName }: CasePicture, context: CallContext): Promise<EarlierStep> {
    return this.noteWith(fileName, caseRef, context);
  }

  /** An unknown reference is a nil, empty or missing root (contract section 7). */
  async fetchStatus(caseRef: CaseRef, context: CallContext): Promise<CaseSnapshot | undefined> {
    const details = await this.details(toDetailsRequest(caseRef), context);
    if (!details || details.isNil || isEmpty(details)) return undefined;
    return { ...this.snapshotIn(details), caseRef };
  }

  private snapshotIn(details: XmlElement | undefined): CaseSnapshot {
    const snapshot = toSnapshot(child(details, 'CoreDetails'), this.settings.timeZone);
    if (!snapshot) throw lost('case details without reference or status', 'read');
    return snapshot;
  }

  private details(request: XmlNode, context: CallContext): Promise<XmlElement | undefined> {
    return this.client.call(request, 'FWTCaseFullDetails', 'read', context);
  }

  /** Looks first: what a site says to closing a closed case is not known, and a lost answer is followed by the same call. */
  private async bringTo(caseRef: CaseRef, change: CaseStatusChange, updates: LaganUpdates, context: CallContext): Promise<void> {
    const call = statusCall(caseRef, change, updates, this.settings.contract);
    if (!call)
      return context.logger.info({ caseRef, status: change.status }, 'updates names no such status: the case stays as it is');
    const details = await this.details(toDetailsRequest(caseRef), context);
    if (details?.isNil) throw noLongerKnown(caseRef);
    if (this.snapshotIn(details).status !== call.makes) await this.write(call.request, call.answerRoot, context);
  }

  private async createNote(request: XmlNode, context: CallContext): Promise<void> {
    await this.write(request, this.notes.answerRoot, context);
  }

  private async write(request: XmlNode, answerRoot: string, context: CallContext): Promise<void> {
    const answer = await this.client.call(request, answerRoot, 'write', context);
    if (!answer) throw lost('an empty body', 'write');
  }

  private async noteWith(word: string, caseRef: CaseRef, context: CallContext): Promise<EarlierStep> {
    const details = await this.details(toNotesRequest(caseRef), context);
    if (details?.isNil) return { is: 'unknowable', reason: noLongerKnown(caseRef).message };
    const texts = noteTexts(details);
    if (!texts) throw lost('case details that say nothing', 'read');
    return texts.some((text) => holdsId(text, word)) ? { is: 'done' } : { is: 'absent' };
  }

  /** Not made twice where the host remembers it. One whose answer was lost may be: no case shows it. */
  private async upload(picture: CasePicture, context: CallContext): Promise<string> {
    const kept = context.kept.get(DOCUMENT);
    if (typeof kept === 'string') return kept;
    const answer = await this.client.call(toDocument(picture), 'FWTDocumentRef', 'read', context);
    const document = textOf(answer);
    if (document === undefined) throw lost('no reference to the document', 'read');
    await context.kept.keep(DOCUMENT, document);
    return document;
  }

  private changes(window: ChangeWindow, page: string | undefined, context: CallContext): Promise<ChangePage> {
    return fetchChangePage(window, page, this.settings, (search) => this.searchDetails(search, context), context.logger);
  }

  private async search(search: CaseSearch, context: CallContext): Promise<readonly XmlElement[]> {
    const list = await this.client.call(toCaseSearch(search), 'FWTCaseBriefDetailsList', 'read', context);
    return children(present(list), 'CaseBriefDetails');
  }

  private async searchDetails(search: CaseSearch, context: CallContext): Promise<readonly XmlElement[]> {
    const list = await this.client.call(toSearchAndRetrieve(search), 'FWTCaseFullDetailsList', 'read', context);
    return children(present(list), 'FWTCaseFullDetails');
  }
}

/** An empty list has its root, if only a nil one. Without it, nothing says that nothing was found. */
function present(list: XmlElement | undefined): XmlElement {
  if (!list) throw lost('an empty body instead of a list', 'read');
  return list;
}

export const lagan = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'lagan',
  label: 'KANA Lagan, Verint Engagement Management (FL web service)',
  settingsClass: LaganSettings,
  capabilities: [
    'addNote',
    'findNote',
    'attachMedia',
    'findMedia',
    'updateCase',
    'fetchStatus',
    'fetchChanges',
    'discoverServices',
  ],
  limits: { titleCharacters: 100, descriptionCharacters: 4000 },
  create: (settings) => new LaganAdapter(settings),
  startEmulator: async (options) => (await import('./lagan.emulator.js')).startLaganEmulator(options),
});
