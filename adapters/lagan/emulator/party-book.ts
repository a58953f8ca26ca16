import { child, children, textOf, type XmlElement } from '../../../src/adapter-kit/xml/xml-element.js';
import { ERROR_CODES, FlException } from './fl-answers.js';

/** Somebody the CRM knows, as sent to `createIndividual`. */
export interface Individual {
  readonly reference: string;
  readonly sent: XmlElement;
}

export interface Interaction {
  readonly id: string;
  readonly channel: string;
  readonly verified: string;
  readonly channelReference: string | undefined;
  readonly party: Individual | undefined;
  readonly at: string;
}

export const INDIVIDUAL_TYPE = 'C1';
const UNDERSTOOD = ['SearchType', 'SearchMatch', 'Name', 'Forename', 'PhoneNumber', 'EmailAddress'];
const MATCHES = ['equals', 'equals_ignore_case'];

/** Parties and interactions. Forgotten with the process, but for what stands on cases. */
export class PartyBook {
  private readonly individuals = new Map<string, Individual>();
  private readonly interactions = new Map<string, Interaction>();

  addIndividual(sent: XmlElement): Individual {
    const reference = `101${String(456_001 + this.individuals.size).padStart(9, '0')}`;
    const individual = { reference, sent };
    this.individuals.set(reference, individual);
    return individual;
  }

  /** From an `FWTObjectID`. @throws FlException when there is nobody of that reference. */
  needIndividual(objectId: XmlElement): Individual {
    const [type, reference] = [textOf(objectId, 'ObjectType') ?? '', textOf(objectId, 'ObjectReference') ?? ''];
    const found = type === INDIVIDUAL_TYPE ? this.individuals.get(reference) : undefined;
    if (!found) throw new FlException(`There is no party ${type} ${reference}`, ERROR_CODES.noParty);
    return found;
  }

  /** From an `FWTInteractionCreate`. @throws FlException */
  addInteraction(sent: XmlElement): Interaction {
    const partyId = child(sent, 'PartyID');
    const interaction: Interaction = {
      id: String(55_001 + this.interactions.size),
      channel: textOf(sent, 'Channel') ?? '',
      verified: textOf(sent, 'Verified') ?? 'false',
      channelReference: textOf(sent, 'ChannelReference'),
      party: partyId && this.needIndividual(partyId),
      at: new Date().toISOString(),
    };
    this.interactions.set(interaction.id, interaction);
    return interaction;
  }

  /** @throws FlException when there is no such interaction. */
  needInteraction(id: string): Interaction {
    const found = this.interactions.get(id);
    if (!found) throw new FlException(`There is no interaction ${id}`, ERROR_CODES.noInteraction);
    return found;
  }

  /** From an `FWTPartySearch`. @throws FlException for what this stand-in would have to ignore, and for a search for everybody. */
  search(search: XmlElement): Individual[] {
    const strange = search.children.find(({ name }) => !UNDERSTOOD.includes(name));
    if (strange) throw new FlException(`This stand-in does not search parties by ${strange.name}`, ERROR_CODES.notSupported);
    const match = textOf(search, 'SearchMatch') ?? 'equals';
    if (!MATCHES.includes(match)) throw new FlException(`There is no way to match ${match}`, ERROR_CODES.notSupported);
    const fold = (text: string) => (match === 'equals' ? text : text.toLowerCase());
    const wanted = CRITERIA.flatMap(({ name, of }) => {
      const value = textOf(search, name);
      return value === undefined ? [] : [(sent: XmlElement) => of(sent).some((each) => fold(each) === fold(value))];
    });
    if (wanted.length === 0) throw new FlException('A search needs a criterion', ERROR_CODES.notSupported);
    if (textOf(search, 'SearchType') === 'organisation') return [];
    return [...this.individuals.values()].filter(({ sent }) => wanted.every((fits) => fits(sent)));
  }
}

interface Criterion {
  readonly name: string;
  readonly of: (sent: XmlElement) => readonly string[];
}

const CRITERIA: readonly Criterion[] = [
  { name: 'Name', of: (sent) => textsIn(sent, 'Name', 'Surname') },
  { name: 'Forename', of: (sent) => textsIn(sent, 'Name', 'Forename') },
  { name: 'PhoneNumber', of: (sent) => textsIn(sent, 'ContactPhones', 'Number') },
  { name: 'EmailAddress', of: (sent) => textsIn(sent, 'ContactEmails', 'EmailAddress') },
];

function textsIn(sent: XmlElement, list: string, name: string): string[] {
  return children(sent, list).flatMap((each) => children(each, name).map(({ text }) => text.trim()));
}
