import { createHash } from 'node:crypto';
import { describeFile, type Ledger, type LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { child, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { toFields } from '../shared/fields.js';

/** The application says no. */
export class EventFault extends Error {}

/** What each operation does. Requests are valid when they get here. */
export class Events {
  private readonly table: Readonly<Record<string, (content: XmlElement) => XmlNode | undefined>> = {
    PostEvent: (content) => this.post(child(content, 'event')!),
    GetEvent: (content) => this.get(child(content, 'ref')!),
    PerformEventAction: (content) => this.perform(child(content, 'action')!),
    PostAttachment: (content) => this.attach(child(content, 'attachment')!),
    GetUserInfo: () => node('e:UserName', 'open311'),
  };

  constructor(private readonly ledger: Ledger) {}

  /** @throws EventFault */
  run(content: XmlElement): XmlNode {
    const { name } = content;
    const result = this.table[name]!(content);
    const nil = { 'xsi:nil': 'true' };
    return node(`e:${name}Response`, [result ? node(`e:${name}Result`, [...asList(result)]) : node(`e:${name}Result`, [], nil)]);
  }

  private post(event: XmlElement): XmlNode {
    const { ref } = this.ledger.create(guid, toFields(event));
    return node('e:EventGuid', ref);
  }

  private get(ref: XmlElement): XmlNode | undefined {
    const found = this.find(ref);
    return found && node('e:Event', shown(found));
  }

  private perform(action: XmlElement): XmlNode {
    const { ref } = this.need(child(action, 'EventRef')!);
    const text = child(action, 'Text')!.text;
    const name = textOf(action, 'ActionName');
    if (name === 'Add Notes') this.ledger.addNote(ref, { text });
    else if (name === 'Close') this.ledger.close(ref, text);
    else this.ledger.change(ref, { status: 'open', reason: undefined, reasonText: undefined, closedAt: undefined });
    return node('e:ActionGuid', guid(this.need(child(action, 'EventRef')!).notes.length));
  }

  private attach(attachment: XmlElement): XmlNode {
    const { ref } = this.need(child(attachment, 'EventRef')!);
    const bytes = Buffer.from(textOf(attachment, 'Content') ?? '', 'base64');
    this.ledger.addFile(ref, describeFile(textOf(attachment, 'FileName')!, textOf(attachment, 'ContentType')!, bytes));
    return node('e:FileName', textOf(attachment, 'FileName')!);
  }

  private need(ref: XmlElement): LedgerCase {
    const found = this.find(ref);
    if (!found) throw new EventFault('Unable to find the event');
    return found;
  }

  private find(ref: XmlElement): LedgerCase | undefined {
    const value = child(ref, 'Value')!.children[0]!;
    if (value.name !== 'anyType' || value.attributes['type']?.split(':').at(-1) !== 'string')
      throw new EventFault('The formatter threw an exception: the value of a key has no type');
    if (textOf(ref, 'Key') === 'Guid') return this.ledger.get(value.text.trim());
    return this.ledger.all().find(({ fields }) => fields['ClientReference'] === value.text.trim());
  }
}

/** The same for the same number, so that a run can be repeated. */
function guid(number: number): string {
  const hex = createHash('sha256').update(`event ${number}`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-');
}

function asList(result: XmlNode): readonly XmlNode[] {
  return result.name === 'e:Event' && typeof result.content !== 'string' ? result.content : [result];
}

function shown({ ref, status, reason, reasonText, modifiedAt, closedAt, fields, notes, files }: LedgerCase) {
  return [
    node(
      'e:Attachments',
      files.map(({ name }) => node('e:Attachment', [node('e:FileName', name)])),
    ),
    node('e:ClientReference', String(fields['ClientReference'])),
    node('e:EventStateName', status === 'open' ? 'New' : 'Closed'),
    node('e:Guid', ref),
    node('e:LastUpdatedDate', modifiedAt),
    node(
      'e:Notes',
      notes.map(({ text }) => node('e:Note', text)),
    ),
    optional('e:PublicText', reasonText),
    optional('e:ResolutionName', reason),
    closedAt === undefined ? node('e:ResolvedDate', [], { 'xsi:nil': 'true' }) : node('e:ResolvedDate', closedAt),
  ];
}
