import { child, children, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import { xmlText } from '../../src/adapter-kit/xml/xml-text.js';
import type { Reporter } from '../../src/domain/service-request.js';
import type { LaganReporter } from './lagan.reporter-settings.js';

/** `FWTObjectID` of a party. Plain JSON: it is kept. */
export interface Party {
  readonly type: string;
  readonly references: readonly string[];
}

/** What a party can be looked for by, and made of. Only what was told is there. */
export interface Known {
  readonly email?: string;
  /** Digits, with a plus in front if there was one. */
  readonly phone?: string;
  readonly forename?: string;
  readonly surname?: string;
}

export function knownOf({ email, phone, firstName, lastName }: Reporter): Known {
  return {
    email: told(email),
    phone: told(phone?.replaceAll(/(?!^\+)\D/g, '')),
    forename: told(firstName),
    surname: told(lastName),
  };
}

function told(text: string | undefined): string | undefined {
  return text === undefined ? undefined : xmlText(text).replaceAll(/\s+/g, ' ').trim() || undefined;
}

/** `FWTPartySearch`. @param parts out of email, phone and name. Undefined when one of them was not told. */
export function toPartySearch(known: Known, parts: readonly string[], searchMatch: string): XmlNode | undefined {
  const by = (part: string, value: string | undefined) => (parts.includes(part) ? value : undefined);
  const [name, phone, email] = [by('name', known.surname), by('phone', known.phone), by('email', known.email)];
  if ([name, phone, email].filter((value) => value !== undefined).length < parts.length) return undefined;
  return node('flt:FWTPartySearch', [
    node('SearchType', 'individual'),
    optional('flt:SearchMatch', searchMatch || undefined),
    optional('Name', name),
    optional('Forename', by('name', known.forename)),
    optional('PhoneNumber', phone),
    optional('EmailAddress', email),
  ]);
}

/** `FWTIndividual`; undefined without a surname, which the schema wants. */
export function toIndividual(known: Known, settings: LaganReporter): XmlNode | undefined {
  const surname = known.surname ?? settings.unknownSurname;
  if (surname === undefined) return undefined;
  const usageAndPreferred = [optional('flt:Usage', settings.usage), node('flt:Preferred', true)];
  const phone = known.phone && [node('Number', known.phone), node('DeviceType', settings.phoneDevice), ...usageAndPreferred];
  const email = known.email && [node('EmailAddress', known.email), ...usageAndPreferred];
  return node('flt:FWTIndividual', [
    node('Name', [optional('Forename', known.forename), node('Surname', surname), node('flt:Preferred', true)]),
    optional('ContactPhones', phone || undefined),
    optional('ContactEmails', email || undefined),
  ]);
}

export interface NewInteraction {
  readonly party: Party;
  /** Our id of the report. */
  readonly reference: string;
  /** The case it is made on; absent: the case will name it. */
  readonly caseRef?: string;
}

/** `FWTInteractionCreate`. */
export function toInteraction({ party, reference, caseRef }: NewInteraction, settings: LaganReporter): XmlNode {
  const references = party.references.map((each) => node('flt:ObjectReference', each));
  return node('flt:FWTInteractionCreate', [
    node('flt:Channel', settings.channel),
    node('Verified', settings.verified),
    node('PartyID', [node('flt:ObjectType', party.type), ...references]),
    optional('flt:CaseReference', caseRef),
    node('ChannelReference', reference),
  ]);
}

/** From an `FWTObjectID`; undefined when it does not say which. */
export function partyIn(objectId: XmlElement | undefined): Party | undefined {
  const type = child(objectId, 'ObjectType')?.text.trim();
  const references = children(objectId, 'ObjectReference').flatMap(({ isNil, text }) => (isNil ? [] : text.trim() || []));
  return type && references.length > 0 ? { type, references } : undefined;
}

/** From an `FWTObjectBriefDetailsList`, each once. */
export function partiesIn(list: XmlElement): Party[] {
  const rows = children(list, 'ObjectBriefDetails').map((row) => partyIn(child(row, 'ObjectID')));
  const byId = new Map(rows.flatMap((party) => (party ? [[JSON.stringify(party), party]] : [])));
  return [...byId.values()];
}
