import { child, textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { node, type XmlNode } from '../../../src/adapter-kit/xml/xml-node.js';
import type { CaseBook } from './case-book.js';
import { toFields } from './case-records.js';
import { ERROR_CODES, FlException } from './fl-answers.js';
import { toNodes } from './fields.js';
import { INDIVIDUAL_TYPE, type Individual, type Interaction, PartyBook } from './party-book.js';
import type { OperationTable } from './operation.js';

/** Parties, and the interactions that bind them to cases. */
export class PartyOperations {
  private readonly parties = new PartyBook();

  constructor(private readonly cases: CaseBook) {}

  readonly table: OperationTable = {
    searchForParty: (request) =>
      node(
        'flt:FWTObjectBriefDetailsList',
        this.parties.search(request).map((found) => node('ObjectBriefDetails', briefly(found))),
      ),
    createIndividual: (request) => node('flt:FLNewIndividualID', objectId(this.parties.addIndividual(request).reference)),
    retrieveIndividual: (request) => {
      const found = this.parties.needIndividual(request);
      return node('flt:FWTIndividual', [node('BriefDetails', briefly(found)), ...toNodes(found.sent)]);
    },
    createInteraction: (request) => this.createInteraction(request),
    linkInteractionToCase: (request) => {
      this.bind(textOf(request, 'InteractionID')!, textOf(request, 'CaseReference')!, 'linked');
      return node('flt:FWTInteractionCaseLinkResponse', 0);
    },
  };

  /** What a new case shows of the interaction that it names. @throws FlException when there is none. */
  interactionOf(request: XmlElement): readonly object[] | undefined {
    const id = textOf(request, 'InteractionID');
    return id === undefined ? undefined : [toRecord(this.parties.needInteraction(id), 'initial')];
  }

  private createInteraction(request: XmlElement): XmlNode {
    const ref = textOf(request, 'CaseReference');
    if (ref !== undefined) this.cases.need(ref);
    const { id } = this.parties.addInteraction(request);
    if (ref !== undefined) this.bind(id, ref, 'initial');
    return node('flt:InteractionID', id);
  }

  private bind(id: string, ref: string, relation: 'initial' | 'linked'): void {
    const interaction = this.parties.needInteraction(id);
    const { fields } = this.cases.need(ref);
    const bound = (fields['Interactions'] ?? []) as readonly { InteractionID?: string }[];
    if (bound.some(({ InteractionID }) => InteractionID === id))
      throw new FlException(`Interaction ${id} is on case ${ref} already`, ERROR_CODES.noInteraction);
    this.cases.change(ref, { fields: { ...fields, Interactions: [...bound, toRecord(interaction, relation)] } });
  }
}

function objectId(reference: string): XmlNode[] {
  return [node('flt:ObjectType', INDIVIDUAL_TYPE), node('flt:ObjectReference', reference)];
}

function briefly({ reference, sent }: Individual): XmlNode[] {
  const name = child(sent, 'Name');
  const names = [textOf(name, 'Forename'), textOf(name, 'Surname')].filter((each) => each !== undefined);
  return [node('ObjectID', objectId(reference)), node('flt:ObjectDescription', names.join(' '))];
}

/** As the ledger keeps it on a case; whose party it is stands beside what the CRM would show. */
function toRecord({ id, channel, verified, channelReference, party, at }: Interaction, relation: string): object {
  return {
    InteractionID: id,
    Channel: channel,
    Verified: verified,
    CreationDate: at,
    ...(party && { PartyID: { ObjectType: INDIVIDUAL_TYPE, ObjectReference: party.reference } }),
    ...(channelReference !== undefined && { ChannelReference: channelReference }),
    Relation: relation,
    ...(party && { Party: toFields(party.sent) }),
  };
}
