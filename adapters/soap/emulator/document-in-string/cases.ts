import { describeFile, type Ledger, type LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { buildXml } from '../../../../src/adapter-kit/xml/xml.js';
import { child, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { toFields } from '../shared/fields.js';
import { localTime, readLocalTime } from '../shared/local-time.js';

/** The server's own zone. */
const ZONE = 'America/St_Johns';
const FORMAT = 'yyyy-MM-dd HH:mm:ss';
const NO_CASE = 'Error: there is no case with this reference';

/** What the service does with the documents it could read; it answers in sentences. */
export class Cases {
  constructor(private readonly ledger: Ledger) {}

  take(document: XmlElement): string {
    const ref = textOf(document, 'Reference')!;
    if (document.name === 'Case') return this.create(ref, document);
    if (!this.ledger.get(ref)) return NO_CASE;
    switch (document.name) {
      case 'Comment':
        this.ledger.addNote(ref, { text: child(document, 'Text')!.text, sourceId: textOf(document, 'CommentReference') });
        break;
      case 'File':
        this.attach(ref, document);
        break;
      default:
        this.setStatus(ref, document);
    }
    return 'OK';
  }

  /** The document in a string, or an empty one. */
  get(ref: string): string {
    const found = this.ledger.get(ref);
    return found ? buildXml(node('Case', shown(found))).replace('encoding="UTF-8"', 'encoding="ISO-8859-1"') : '';
  }

  /** A .NET DataSet: its schema, and a diffgram with the rows. */
  changes(from: string, to: string): XmlNode[] {
    const [first, last] = [from, to].map((text) => readLocalTime(text, ZONE, FORMAT)?.getTime() ?? Number.NaN) as [
      number,
      number,
    ];
    const rows = this.ledger.all().filter((each) => {
      const second = Math.floor(Date.parse(each.modifiedAt) / 1000) * 1000;
      return second >= first && second <= last;
    });
    return [dataSetSchema(), diffgram(rows)];
  }

  private create(ref: string, document: XmlElement): string {
    if (this.ledger.get(ref)) return 'Error: a case with this reference already exists';
    this.ledger.create(() => ref, toFields(document));
    return 'Thank you, the case has been logged.';
  }

  private attach(ref: string, document: XmlElement): void {
    const bytes = Buffer.from(textOf(document, 'Content') ?? '', 'base64');
    this.ledger.addFile(ref, describeFile(textOf(document, 'Name')!, textOf(document, 'MimeType')!, bytes));
  }

  private setStatus(ref: string, document: XmlElement): void {
    if (textOf(document, 'Word') === 'DONE') this.ledger.close(ref, textOf(document, 'Remark') ?? '');
    else this.ledger.change(ref, { status: 'open', reason: undefined, reasonText: undefined, closedAt: undefined });
  }
}

function shown(entry: LedgerCase): (XmlNode | undefined)[] {
  return [
    ...standing(entry, (name) => name),
    ...entry.notes.map(({ sourceId }) => node('CommentReference', sourceId ?? '')),
    ...entry.files.map(({ name }) => node('FileName', name)),
  ];
}

function standing(
  { ref, status, reason, reasonText, modifiedAt }: LedgerCase,
  spelling: (name: string) => string,
): (XmlNode | undefined)[] {
  return [
    node(spelling('Reference'), ref),
    node(spelling('Status'), status === 'open' ? 'OPEN' : 'DONE'),
    optional(spelling('Remark'), reason),
    optional(spelling('PublicText'), reasonText),
    node(spelling('Changed'), localTime(modifiedAt, ZONE, FORMAT)),
  ];
}

function dataSetSchema(): XmlNode {
  const namespaces = { xmlns: '', 'xmlns:xs': 'http://www.w3.org/2001/XMLSchema', id: 'NewDataSet' };
  return node('xs:schema', [node('xs:element', [], { name: 'NewDataSet' })], namespaces);
}

function diffgram(rows: readonly LedgerCase[]): XmlNode {
  const tables = rows.map((each, index) => {
    const order = { 'diffgr:id': `Table${index + 1}`, 'msdata:rowOrder': String(index) };
    return node(
      'Table',
      standing(each, (name) => name.toUpperCase()),
      order,
    );
  });
  return node('diffgr:diffgram', [node('NewDataSet', tables, { xmlns: '' })], {
    'xmlns:diffgr': 'urn:schemas-microsoft-com:xml-diffgram-v1',
    'xmlns:msdata': 'urn:schemas-microsoft-com:xml-msdata',
  });
}
