import {
  ADAPTER_CONTRACT_VERSION,
  type CallContext,
  type CaseSnapshot,
  type ChangePage,
  type ChangeWindow,
  type CrmAdapter,
  defineAdapter,
  type EarlierCase,
} from '../../src/adapter-kit/adapter.js';
import { children, isEmpty, child, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { lost } from './lagan.answers.js';
import { fetchChangePage } from './lagan.changes.js';
import { LaganClient } from './lagan.client.js';
import { lookForCase } from './lagan.look-up.js';
import {
  LaganMapping,
  type CaseSearch,
  toCaseSearch,
  toDetailsRequest,
  toSearchAndRetrieve,
  toSnapshot,
} from './lagan.mapping.js';
import { LaganSettings } from './lagan.settings.js';

/** Long before there was a case anywhere. */
const EMPTY_WINDOW = { createdAfter: new Date(0), createdBefore: new Date(1000), resultsLimit: 1 };

/** One Lagan site. Lagan is asked for changes where it knows the newer contract; else cases are asked for one by one. */
export class LaganAdapter implements CrmAdapter {
  private readonly client: LaganClient;
  private readonly mapping: LaganMapping;
  readonly fetchChanges?: NonNullable<CrmAdapter['fetchChanges']>;

  constructor(private readonly settings: LaganSettings) {
    this.client = new LaganClient(settings);
    this.mapping = new LaganMapping(settings);
    if (settings.contract === 'newer') this.fetchChanges = (window, page, context) => this.changes(window, page, context);
  }

  async check(context: CallContext): Promise<void> {
    await this.search(EMPTY_WINDOW, context);
  }

  async createCase(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const answer = await this.client.call(this.mapping.toCaseCreate(request, context.logger), 'CaseReference', 'write', context);
    const caseRef = answer?.isNil ? undefined : textOf(answer);
    if (caseRef === undefined) throw lost('no case reference', 'write');
    return caseRef;
  }

  async findCase(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    const title = this.mapping.title(request, context.logger);
    const { eventCode } = this.mapping.caseOf(request);
    const sought = { id: request.id, title, eventCode, since };
    return lookForCase(sought, this.settings, (search) => this.search(search, context), context.logger);
  }

  /** An unknown reference is a nil, empty or missing root (contract section 7). */
  async fetchStatus(caseRef: CaseRef, context: CallContext): Promise<CaseSnapshot | undefined> {
    const details = await this.client.call(toDetailsRequest(caseRef), 'FWTCaseFullDetails', 'read', context);
    if (!details || details.isNil || isEmpty(details)) return undefined;
    const snapshot = toSnapshot(child(details, 'CoreDetails'), this.settings.timeZone);
    if (!snapshot) throw lost('case details without reference or status', 'read');
    return { ...snapshot, caseRef };
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
  limits: { titleCharacters: 100, descriptionCharacters: 4000 },
  create: (settings) => new LaganAdapter(settings),
  startEmulator: async (options) => (await import('./lagan.emulator.js')).startLaganEmulator(options),
});
