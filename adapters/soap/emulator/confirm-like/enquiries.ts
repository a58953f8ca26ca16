import type { Ledger, LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { children, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { toFields } from '../shared/fields.js';
import { localTime, readLocalTime } from '../shared/local-time.js';
import { customerLookup } from './lookup.js';

/** An operation's no, which comes inside of a normal answer. */
export class BusinessFault extends Error {}

/** The server's own zone: never UTC, so that who forgets it is found out. */
const ZONE = 'Australia/Sydney';
const FORMAT = "yyyy-MM-dd'T'HH:mm:ss";
const FIRST_NUMBER = 70_001;
const ATTRIBUTE_TYPES = /^(DEPT|SIZE|QUES|NOTE)/i;

/** What each operation does. Requests are valid when they get here. */
export class Enquiries {
  private readonly table: Readonly<Record<string, (operation: XmlElement) => XmlNode>> = {
    NewEnquiry: (operation) => this.create(operation),
    EnquiryUpdate: (operation) => this.update(operation),
    GetEnquiry: (operation) => this.get(operation),
    EnquirySearch: (operation) => this.search(operation),
    GetEnquiryStatusChanges: (operation) => this.changes(operation),
    GetCustomerLookup: customerLookup,
  };

  constructor(private readonly ledger: Ledger) {}

  /** @throws BusinessFault */
  run(operation: XmlElement): XmlNode {
    return this.table[operation.name]!(operation);
  }

  private create(operation: XmlElement): XmlNode {
    const strange = children(operation, 'EnquiryAttribute')
      .map((each) => textOf(each, 'EnqAttribTypeCode')!)
      .find((code) => !ATTRIBUTE_TYPES.test(code));
    if (strange) throw new BusinessFault(`The attribute type ${strange} is not known`);
    const made = this.ledger.create((number) => String(FIRST_NUMBER - 1 + number), toFields(operation));
    return node('c:NewEnquiryResponse', [node('c:Enquiry', [node('c:EnquiryNumber', made.ref)])]);
  }

  private update(operation: XmlElement): XmlNode {
    const ref = textOf(operation, 'EnquiryNumber') ?? '';
    const found = this.need(ref);
    const status = textOf(operation, 'EnquiryStatusCode');
    this.checkLoggedTime(found, status, textOf(operation, 'LoggedTime'));
    const notes = operation.children.find(({ name }) => name === 'LogNotes')?.text;
    if (notes !== undefined) this.ledger.addNote(ref, { text: notes });
    for (const document of children(operation, 'EnquiryDocument')) this.link(ref, document);
    if (status === 'FIX') this.ledger.close(ref, 'Fixed, says the customer');
    else if (status === 'REC')
      this.ledger.change(ref, { status: 'open', reason: undefined, reasonText: undefined, closedAt: undefined });
    else if (status !== undefined) throw new BusinessFault(`The status ${status} is not known`);
    return node('c:EnquiryUpdateResponse', [node('c:Enquiry', [node('c:EnquiryNumber', ref)])]);
  }

  /** The log of an enquiry only grows: what comes late may not carry a time. */
  private checkLoggedTime({ modifiedAt }: LedgerCase, status: string | undefined, time: string | undefined): void {
    if (time === undefined && status === undefined) return;
    const logged = time === undefined ? undefined : readLocalTime(time, ZONE, FORMAT);
    if (logged && logged.getTime() <= Date.parse(modifiedAt) - 1000)
      throw new BusinessFault('The logged time must be later than that of the current status log');
  }

  private link(ref: string, document: XmlElement): void {
    const { fields } = this.need(ref);
    const links = (fields['EnquiryDocument'] as unknown[] | undefined) ?? [];
    this.ledger.change(ref, { fields: { ...fields, EnquiryDocument: [...links, toFields(document)] } });
  }

  private get(operation: XmlElement): XmlNode {
    return node('c:GetEnquiryResponse', [shown(this.need(textOf(operation, 'EnquiryNumber') ?? ''))]);
  }

  /** Finds what contains the words, as many products do. */
  private search(operation: XmlElement): XmlNode {
    const words = textOf(operation, 'ExternalSystemReference')!;
    const from = readLocalTime(textOf(operation, 'LoggedTimeFrom') ?? '', ZONE, FORMAT)?.getTime() ?? -Infinity;
    const found = this.ledger.all().filter(({ fields, createdAt }) => {
      return String(fields['ExternalSystemReference']).includes(words) && Date.parse(createdAt) >= from;
    });
    return node('c:EnquirySearchResponse', found.map(shown));
  }

  private changes(operation: XmlElement): XmlNode {
    const bound = (name: string) => readLocalTime(textOf(operation, name)!, ZONE, FORMAT)!.getTime();
    const [from, to] = [bound('LoggedTimeFrom'), bound('LoggedTimeTo')];
    const second = (each: LedgerCase) => Math.floor(Date.parse(each.modifiedAt) / 1000) * 1000;
    const found = this.ledger.all().filter((each) => second(each) >= from && second(each) <= to);
    return node('c:GetEnquiryStatusChangesResponse', found.map(changed));
  }

  private need(ref: string): LedgerCase {
    const found = this.ledger.get(ref);
    if (!found) throw new BusinessFault(`The enquiry ${ref} does not exist`);
    return found;
  }
}

function shown(entry: LedgerCase): XmlNode {
  const { ref, fields, createdAt, notes } = entry;
  return node('c:Enquiry', [
    node('c:EnquiryNumber', ref),
    node('c:ExternalSystemReference', String(fields['ExternalSystemReference'])),
    node('c:EnquiryDescription', String(fields['EnquiryDescription'])),
    node('c:LoggedTime', localTime(createdAt, ZONE, FORMAT)),
    ...statusOf(entry),
    ...notes.map(({ text, at }) => {
      return node('c:EnquiryLog', [node('c:LogNotes', text), node('c:LoggedTime', localTime(at, ZONE, FORMAT))]);
    }),
  ]);
}

function changed(entry: LedgerCase): XmlNode {
  return node('c:UpdatedEnquiry', [node('c:EnquiryNumber', entry.ref), ...statusOf(entry)]);
}

function statusOf({ status, reason, reasonText, modifiedAt }: LedgerCase): (XmlNode | undefined)[] {
  return [
    node('c:EnquiryStatusCode', status === 'open' ? 'REC' : 'FIX'),
    optional('c:OutcomeName', reason),
    optional('c:StatusNotes', reasonText),
    node('c:StatusLoggedTime', localTime(modifiedAt, ZONE, FORMAT)),
  ];
}
