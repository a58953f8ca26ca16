import { describeFile, type Ledger, type LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { child, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, optional } from '../../../../src/adapter-kit/xml/xml-node.js';
import { toFields } from '../shared/fields.js';
import { localTime, readLocalTime } from '../shared/local-time.js';
import { type Result, SAVED_WITH_WARNING } from './results.js';

/** The server's own zone: half an hour off the full hours, so that who forgets it is found out. */
export const ZONE = 'Asia/Kolkata';
/** The server's clock is behind. */
const BEHIND_MS = 120_000;
const FIRST_NUMBER = 500_001;
const FINE: Result = { code: 0, message: 'Success', rows: [] };

/** What each operation does. Requests are valid when they get here. */
export class Requests {
  constructor(
    private readonly ledger: Ledger,
    private readonly now: () => number = Date.now,
  ) {}

  run(operation: string, content: XmlElement): Result {
    const ref = textOf(content, 'CRNo') ?? '';
    switch (operation) {
      case 'SendRequestAuthenticated':
        return this.create(child(content, 'Request')!);
      case 'FindRequestsAuthenticated':
        return this.find(textOf(content, 'ExternalReference') ?? '');
      case 'GetRequestAuthenticated':
        return this.onCase(ref, (found) => ({ ...FINE, rows: [row(found)] }));
      case 'SendEventActionAuthenticated':
        return this.onCase(ref, () => this.act(ref, child(content, 'Event')!));
      default:
        return this.onCase(ref, () => this.attach(ref, child(content, 'Document')!));
    }
  }

  /** What can't be placed is saved, and complained about. */
  private create(request: XmlElement): Result {
    if (!isOf(request, 'CustomerRequest')) return no('A CustomerRequest is wanted');
    const recorded = readLocalTime(
      `${textOf(request, 'RecordedDate')} ${textOf(request, 'RecordedTime')}`,
      ZONE,
      'yyyy-MM-dd HH:mm:ss',
    );
    if (!recorded || recorded.getTime() > this.now() - BEHIND_MS) return no('The recorded date and time lie in the future');
    const { ref } = this.ledger.create((number) => String(FIRST_NUMBER - 1 + number), toFields(request));
    const made = { type: 2, created: ref } as const;
    if (textOf(request, 'Easting') && textOf(request, 'Northing')) return { ...FINE, rows: [made] };
    const complaint = { type: 1, message: 'The request could not be placed on the map' } as const;
    return { code: SAVED_WITH_WARNING, message: 'Saved with warnings', rows: [complaint, made] };
  }

  /** Finds what contains the words. */
  private find(words: string): Result {
    const found = this.ledger.all().filter(({ fields }) => String(fields['ExternalReference']).includes(words));
    return { ...FINE, rows: found.map(row) };
  }

  private act(ref: string, event: XmlElement): Result {
    if (!isOf(event, 'EventAction')) return no('An EventAction is wanted');
    const text = child(event, 'EventText')!.text;
    switch (textOf(event, 'EventType')) {
      case 'NOTE':
        this.ledger.addNote(ref, { text });
        return FINE;
      case 'CLOSE':
        this.ledger.close(ref, text);
        return FINE;
      case 'REOPEN':
        this.ledger.change(ref, { status: 'open', reason: undefined, reasonText: undefined, closedAt: undefined });
        return FINE;
      default:
        return no('The event type is not known');
    }
  }

  private attach(ref: string, document: XmlElement): Result {
    if (!isOf(document, 'DocumentFile')) return no('A DocumentFile is wanted');
    const bytes = Buffer.from(textOf(document, 'Content') ?? '', 'base64');
    this.ledger.addFile(ref, describeFile(textOf(document, 'FileName')!, textOf(document, 'ContentType')!, bytes));
    return FINE;
  }

  private onCase(ref: string, work: (found: LedgerCase) => Result): Result {
    const found = this.ledger.get(ref);
    return found ? work(found) : { code: 2, message: `There is no request ${ref}`, rows: [] };
  }
}

function no(message: string): Result {
  return { code: 1, message: 'Not saved', rows: [{ type: 1, message }] };
}

/** The schema has seen to it that there is a type; whether it is the right one is the application's to say. */
function isOf(element: XmlElement, type: string): boolean {
  return element.attributes['type']?.split(':').at(-1) === type;
}

function row(entry: LedgerCase): Result['rows'][number] {
  const { ref, fields, notes, files } = entry;
  const record = [
    node('i:CRNo', ref),
    node('i:ExternalReference', String(fields['ExternalReference'])),
    ...standing(entry).map(([name, value]) => optional(`i:${name}`, value)),
    ...notes.map(({ text }) => node('i:Note', text)),
    ...files.map(({ name }) => node('i:DocumentName', name)),
  ];
  return { type: 3, record };
}

/** How a request stands. Date and time are two fields, and both look like whole timestamps. */
export function standing({ status, reason, reasonText, modifiedAt }: LedgerCase): [string, string | undefined][] {
  return [
    ['Stage', status === 'open' ? 'LOGGED' : 'COMPLETE'],
    ['EventDescription', reason],
    ['PublicComment', reasonText],
    ['HistoryDate', localTime(modifiedAt, ZONE, "yyyy-MM-dd'T00:00:00'")],
    ['HistoryTime', localTime(modifiedAt, ZONE, "'1900-01-01T'HH:mm:ss")],
  ];
}
