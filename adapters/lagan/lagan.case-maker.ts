import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { child, children, textOf, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { lost } from './lagan.answers.js';
import { numberIn } from './lagan.case-number.js';
import type { LaganEform, LaganExternalReference } from './lagan.case-settings.js';
import type { LaganClient } from './lagan.client.js';
import { showsEform, toEformFields, toNewEform } from './lagan.eforms.js';
import { type FollowUp, FollowUps } from './lagan.follow-ups.js';
import type { LaganMapping } from './lagan.mapping.js';
import { ReporterDesk } from './lagan.reporter.js';
import type { LaganSettings } from './lagan.settings.js';

/** Kept, where calls follow: the reference of the case that was made, or found again. */
const CASE = 'case';

/** Makes a case with all that belongs to it: reporter first, then the case, then what is put on it (contract section 9). */
export class CaseMaker {
  private readonly desk: ReporterDesk | undefined;
  private readonly followUps: FollowUps;

  constructor(
    private readonly settings: LaganSettings,
    private readonly client: LaganClient,
    private readonly mapping: LaganMapping,
  ) {
    this.desk = settings.reporter && new ReporterDesk(settings.reporter, client);
    this.followUps = new FollowUps(client);
  }

  /** Goes on where an earlier attempt stopped, as far as `kept` tells. */
  async make(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const following = this.following(request);
    const known = this.known(context);
    const caseRef = known ?? (await this.create(request, context));
    if (following.length === 0) return caseRef;
    if (known === undefined) await context.kept.keep(CASE, caseRef);
    await this.followUps.run(caseRef, following, known !== undefined, context);
    return caseRef;
  }

  /** The case of an earlier attempt, where its reference was kept. */
  known({ kept }: CallContext): CaseRef | undefined {
    const caseRef = kept.get(CASE);
    return typeof caseRef === 'string' ? caseRef : undefined;
  }

  /** Takes a case that was found for the one that `make` goes on with. @returns whether there is anything to go on with. */
  async adopt(caseRef: CaseRef, request: ServiceRequest, context: CallContext): Promise<boolean> {
    if (this.following(request).length === 0) return false;
    if (this.known(context) === undefined) await context.kept.keep(CASE, caseRef);
    return true;
  }

  private async create(request: ServiceRequest, context: CallContext): Promise<CaseRef> {
    const before = this.settings.reporter?.interaction === 'before' && this.desk?.knows(request.reporter);
    const interaction = before ? await this.desk!.interaction(request, context) : undefined;
    const toCreate = this.mapping.toCaseCreate(request, context.logger, interaction);
    const answer = await this.client.call(toCreate, 'CaseReference', 'write', context);
    const caseRef = answer?.isNil ? undefined : textOf(answer);
    if (caseRef === undefined) throw lost('no case reference', 'write');
    return caseRef;
  }

  private following(request: ServiceRequest): FollowUp[] {
    const { eform } = this.mapping.caseOf(request);
    const { externalReference } = this.settings;
    return [
      ...(eform ? [this.eform(eform, request)] : []),
      ...(this.settings.reporter?.interaction === 'after' && this.desk?.knows(request.reporter)
        ? [this.interaction(request)]
        : []),
      ...(externalReference ? [this.reference(externalReference, request)] : []),
    ];
  }

  private eform(eform: LaganEform, request: ServiceRequest): FollowUp {
    const shown = { option: 'eforms-r', isIn: (details: XmlElement) => showsEform(details, eform) };
    const attach = async (caseRef: CaseRef) => toNewEform(caseRef, eform);
    const fill = async (caseRef: CaseRef, { logger }: CallContext) => {
      const { eformValueCharacters: maxCharacters } = this.settings.limits;
      return toEformFields(caseRef, eform, { request, xy: this.mapping.gridPoint(request.point, logger), maxCharacters }, logger);
    };
    return {
      what: `eform "${eform.definition}"`,
      whenRefused: eform.whenRefused,
      calls: [
        { name: 'eform', request: attach, answerRoot: 'FWTCaseEformNewResponse', purpose: 'write', shown },
        { name: 'eform-fields', request: fill, answerRoot: 'FLEformFieldsResponse', purpose: 'read' },
      ],
    };
  }

  private interaction(request: ServiceRequest): FollowUp {
    const isIn = (details: XmlElement) =>
      children(child(details, 'Interactions'), 'InteractionDetails').some(
        (each) => textOf(each, 'ChannelReference') === request.id,
      );
    const onCase = (caseRef: CaseRef, context: CallContext) => this.desk!.onCase(caseRef, request, context);
    return {
      what: 'interaction with the reporter',
      whenRefused: this.settings.reporter?.whenRefused === 'stop' ? 'stop' : 'skip',
      calls: [
        {
          name: 'case-interaction',
          request: onCase,
          answerRoot: 'InteractionID',
          purpose: 'write',
          shown: { option: 'interactions', isIn },
        },
      ],
    };
  }

  private reference({ linkage, whenRefused }: LaganExternalReference, { id }: ServiceRequest): FollowUp {
    const isIn = (details: XmlElement) =>
      children(child(details, 'CoreDetails', 'ExternalReferences'), 'ExternalReference').some((each) => each.text.trim() === id);
    const add = async (caseRef: CaseRef) => toExternalReference(caseRef, id, linkage);
    return {
      what: 'external reference',
      whenRefused,
      calls: [
        {
          name: 'external-reference',
          request: add,
          answerRoot: 'FWTCaseExternalReferenceResponse',
          purpose: 'write',
          shown: { option: 'core', isIn },
        },
      ],
    };
  }
}

/** `FWTCaseExternalReferenceRequest`; newer contract only. */
export function toExternalReference(caseRef: CaseRef, reference: string, linkage: string | undefined): XmlNode {
  return node('flt:FWTCaseExternalReferenceRequest', [
    node('CaseID', numberIn(caseRef)),
    node('ExternalReference', reference),
    optional('Linkage', linkage),
  ]);
}
