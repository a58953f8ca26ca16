import {
  ADAPTER_CAPABILITIES,
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
  type DiscoveredService,
  type EarlierCase,
  type EarlierStep,
} from '../../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../../src/adapter-kit/errors.js';
import type { CaseRef } from '../../../src/domain/delivery.js';
import type { ServiceRequest } from '../../../src/domain/service-request.js';
import { AcmeClient, type Answer, lost } from './acme.client.js';
import { DESCRIPTION_CHARACTERS, TITLE_CHARACTERS, toComment, toService, toSnapshot, toState, toTicket } from './acme.mapping.js';
import { AcmeSettings } from './acme.settings.js';

/** The name under which an uploaded file's id is kept between attempts. */
const FILE = 'file';
/** More the CRM passes over in silence. */
const LOOKED_UP_AT_ONCE = 20;

export class AcmeAdapter implements CrmAdapter {
  private readonly client: AcmeClient;

  constructor(private readonly settings: AcmeSettings) {
    this.client = new AcmeClient(settings);
  }

  async check(context: CallContext): Promise<void> {
    await this.client.call({ method: 'GET', path: ['me'], purpose: 'read' }, context);
  }

  async createCase(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const json = toTicket(request, this.settings, context.logger);
    const answer = await this.client.call({ method: 'POST', path: ['tickets'], json, purpose: 'write' }, context);
    const ticket = toSnapshot(answer?.ticket);
    if (!ticket) throw lost('an answer without a ticket', 'write');
    return ticket.caseRef;
  }

  async findCase(request: ServiceRequest, _since: Date, context: CallContext): Promise<EarlierCase> {
    const query = { externalRef: request.id };
    const answer = await this.client.call({ method: 'GET', path: ['tickets'], query, purpose: 'read' }, context);
    const ours = listIn(answer, 'tickets').find(({ externalRef }) => externalRef === request.id);
    const caseRef = toSnapshot(ours)?.caseRef;
    return caseRef === undefined ? { is: 'absent' } : { is: 'found', caseRef };
  }

  async addNote(caseRef: CaseRef, note: CaseNote, context: CallContext): Promise<void> {
    await this.write(caseRef, { method: 'POST', path: ['tickets', caseRef, 'comments'], json: toComment(note) }, context);
  }

  async findNote(caseRef: CaseRef, note: CaseNote, context: CallContext): Promise<EarlierStep> {
    return this.lookOn(caseRef, 'comments', ({ externalRef }) => externalRef === note.id, context);
  }

  /** Uploads, then attaches. A file that was uploaded by an earlier attempt is not uploaded again. */
  async attachMedia(caseRef: CaseRef, picture: CasePicture, context: CallContext): Promise<void> {
    const file = await this.upload(picture, context);
    const json = { file, externalRef: picture.id };
    await this.write(caseRef, { method: 'POST', path: ['tickets', caseRef, 'files'], json }, context);
  }

  async findMedia(caseRef: CaseRef, picture: CasePicture, context: CallContext): Promise<EarlierStep> {
    return this.lookOn(caseRef, 'files', ({ name }) => name === picture.fileName, context);
  }

  async updateCase(caseRef: CaseRef, { status }: CaseStatusChange, context: CallContext): Promise<void> {
    const state = toState(status);
    if (state !== undefined)
      await this.write(caseRef, { method: 'PUT', path: ['tickets', caseRef, 'state'], json: { state } }, context);
  }

  async fetchStatus(caseRef: CaseRef, context: CallContext): Promise<CaseSnapshot | undefined> {
    const answer = await this.client.call({ method: 'GET', path: ['tickets', caseRef], purpose: 'read' }, context);
    if (!answer) return undefined;
    const snapshot = toSnapshot(answer.ticket);
    if (!snapshot) throw lost('an answer without a ticket', 'read');
    return snapshot;
  }

  /** The CRM leaves out what it does not know. */
  async fetchStatuses(caseRefs: readonly CaseRef[], context: CallContext): Promise<readonly CaseSnapshot[]> {
    const found: CaseSnapshot[] = [];
    for (let at = 0; at < caseRefs.length; at += LOOKED_UP_AT_ONCE) {
      const json = { numbers: caseRefs.slice(at, at + LOOKED_UP_AT_ONCE) };
      const answer = await this.client.call({ method: 'POST', path: ['lookups'], json, purpose: 'read' }, context);
      found.push(...readable(answer, context));
    }
    return found;
  }

  async fetchChanges(window: ChangeWindow, page: string | undefined, context: CallContext): Promise<ChangePage> {
    const query = { from: window.from.toISOString(), to: window.to.toISOString(), ...(page && { page }) };
    const answer = await this.client.call({ method: 'GET', path: ['changes'], query, purpose: 'read' }, context);
    const changes = readable(answer, context);
    return { changes, ...(typeof answer?.next === 'string' && { nextPage: answer.next }) };
  }

  /** A category may stand in several groups: it is told of once. */
  async discoverServices(context: CallContext): Promise<readonly DiscoveredService[]> {
    const answer = await this.client.call({ method: 'GET', path: ['categories'], purpose: 'read' }, context);
    const services = listIn(answer, 'categories').map(toService);
    if (services.includes(undefined)) throw lost('a category without key or title', 'read');
    return [...new Map(services.map((each) => [each!.code, each!])).values()];
  }

  private async upload({ fileName, contentType, bytes }: CasePicture, context: CallContext): Promise<string> {
    const kept = context.kept.get(FILE);
    if (typeof kept === 'string') return kept;
    const call = { method: 'POST', path: ['files'], query: { name: fileName }, file: { contentType, bytes } } as const;
    // A file that nothing points to does no harm: a lost answer is a reason to upload it again.
    const answer = await this.client.call({ ...call, purpose: 'read' }, context);
    if (typeof answer?.file !== 'string') throw lost('no id of the file', 'read');
    await context.kept.keep(FILE, answer.file);
    return answer.file;
  }

  private async write(caseRef: CaseRef, call: Omit<Parameters<AcmeClient['call']>[0], 'purpose'>, context: CallContext) {
    const answer = await this.client.call({ ...call, purpose: 'write' }, context);
    if (!answer) throw new RejectedError(`the CRM does not know the case ${caseRef}`);
  }

  private async lookOn(
    caseRef: CaseRef,
    part: string,
    isOurs: (each: Answer) => boolean,
    context: CallContext,
  ): Promise<EarlierStep> {
    const answer = await this.client.call({ method: 'GET', path: ['tickets', caseRef, part], purpose: 'read' }, context);
    if (!answer) return { is: 'unknowable', reason: `the CRM does not know the case ${caseRef}` };
    return listIn(answer, part).some(isOurs) ? { is: 'done' } : { is: 'absent' };
  }
}

/** One ticket that can't be read must not hold up the others. */
function readable(answer: Answer | undefined, { logger }: CallContext): CaseSnapshot[] {
  const snapshots = listIn(answer, 'tickets').map(toSnapshot);
  const found = snapshots.filter((each) => each !== undefined);
  const unreadable = snapshots.length - found.length;
  if (unreadable > 0) logger.warn({ unreadable }, 'left out tickets without number or state');
  return found;
}

/** @throws TransientError when there is no such list: an answer that was not understood says nothing of what is there. */
function listIn(answer: Answer | undefined, name: string): readonly Answer[] {
  const list = answer?.[name];
  if (!Array.isArray(list)) throw lost(`an answer without ${name}`, 'read');
  return list as readonly Answer[];
}

export const acme = defineAdapter({
  contractVersion: ADAPTER_CONTRACT_VERSION,
  type: 'acme',
  label: 'Acme Citizen Desk',
  settingsClass: AcmeSettings,
  capabilities: ADAPTER_CAPABILITIES,
  limits: { titleCharacters: TITLE_CHARACTERS, descriptionCharacters: DESCRIPTION_CHARACTERS },
  create: (settings) => new AcmeAdapter(settings),
  startEmulator: async (options) => (await import('./acme.emulator.js')).startAcmeEmulator(options),
});
