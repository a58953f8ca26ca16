import { randomUUID } from 'node:crypto';
import { describeFile, type Ledger, type LedgerCase, type LedgerFile } from '../../../../src/adapter-kit/emulator/ledger.js';
import { child, children, textOf, type XmlElement } from '../../../../src/adapter-kit/xml/xml-element.js';
import { node, optional, type XmlNode } from '../../../../src/adapter-kit/xml/xml-node.js';
import { toFields } from '../shared/fields.js';
import { ResultError } from './results.js';

const IDS_AT_MOST = 20;
/** An identifier is 15 characters, or 18 with these behind. */
const SUFFIX = 'EAA';
const SHORT = 15;

/** What each operation does. Requests are valid when they get here. */
export class Records {
  private readonly uploads = new Map<string, Omit<LedgerFile, 'at'>>();
  private readonly table: Readonly<Record<string, (content: XmlElement) => (XmlNode | undefined)[]>> = {
    create: (content) => this.create(child(content, 'case')!),
    update: (content) => this.update(content),
    uploadFile: (content) => this.upload(content),
    addComment: (content) => this.comment(content),
    search: (content) => this.search(content),
    getUpdated: (content) => this.updated(content),
    retrieve: (content) => this.retrieve(children(content, 'id').map(({ text }) => text.trim())),
    getUserInfo: () => [node('s:userName', 'open311')],
  };

  constructor(private readonly ledger: Ledger) {}

  /** What stands in the result. @throws ResultError */
  run(content: XmlElement): (XmlNode | undefined)[] {
    return this.table[content.name]!(content);
  }

  private create(sent: XmlElement): XmlNode[] {
    const made = this.ledger.create((number) => `500${String(number).padStart(SHORT - 3, '0')}`, toFields(sent));
    return [node('s:id', `${made.ref}${SUFFIX}`)];
  }

  private update(content: XmlElement): XmlNode[] {
    const { ref } = this.need(textOf(content, 'id') ?? '');
    if (textOf(content, 'status') === 'Closed') this.ledger.close(ref, textOf(content, 'reason') ?? '');
    else this.ledger.change(ref, { status: 'open', reason: undefined, reasonText: undefined, closedAt: undefined });
    return [node('s:id', `${ref}${SUFFIX}`)];
  }

  private upload(content: XmlElement): XmlNode[] {
    const id = randomUUID();
    const bytes = Buffer.from(textOf(content, 'content') ?? '', 'base64');
    this.uploads.set(id, describeFile(textOf(content, 'name')!, textOf(content, 'contentType')!, bytes));
    return [node('s:id', id)];
  }

  /** A comment without words is there for its files. */
  private comment(content: XmlElement): XmlNode[] {
    const { ref } = this.need(textOf(content, 'caseId') ?? '');
    const ids = children(content, 'fileId').map((each) => each.text.trim());
    const strange = ids.find((id) => !this.uploads.has(id));
    if (strange !== undefined) throw new ResultError('INVALID_CROSS_REFERENCE_KEY', `There is no file ${strange}`);
    const { text } = child(content, 'text')!;
    if (text !== '' || ids.length === 0) this.ledger.addNote(ref, { text });
    for (const id of ids) this.ledger.addFile(ref, this.uploads.get(id)!);
    return [node('s:id', randomUUID())];
  }

  /** Finds what contains the words. */
  private search(content: XmlElement): XmlNode[] {
    const words = textOf(content, 'externalId')!;
    const since = Date.parse(textOf(content, 'createdSince') ?? '1970-01-01T00:00:00Z');
    return this.ledger
      .all()
      .filter(({ fields, createdAt }) => String(fields['externalId']).includes(words) && Date.parse(createdAt) >= since)
      .map(shown);
  }

  /** Identifiers only, the short ones, and how far the answer goes. */
  private updated(content: XmlElement): XmlNode[] {
    const [start, end] = [Date.parse(textOf(content, 'startDate')!), Date.parse(textOf(content, 'endDate')!)];
    const found = this.ledger.all().filter(({ modifiedAt }) => Date.parse(modifiedAt) >= start && Date.parse(modifiedAt) <= end);
    const covered = new Date(Math.min(end, Date.now())).toISOString();
    return [...found.map(({ ref }) => node('s:ids', ref)), node('s:latestDateCovered', covered)];
  }

  private retrieve(ids: readonly string[]): XmlNode[] {
    if (ids.length > IDS_AT_MOST) throw new ResultError('EXCEEDED_ID_LIMIT', `no more than ${IDS_AT_MOST} ids at once`);
    return ids.map((id) => {
      const found = this.ledger.get(id.slice(0, SHORT));
      return found && isId(id) ? shown(found) : node('s:record', [], { 'xsi:nil': 'true' });
    });
  }

  private need(id: string): LedgerCase {
    const found = isId(id) ? this.ledger.get(id.slice(0, SHORT)) : undefined;
    if (!found) throw new ResultError('ENTITY_NOT_FOUND', `There is no case ${id}`);
    return found;
  }
}

function isId(id: string): boolean {
  return id.length === SHORT || (id.length === SHORT + SUFFIX.length && id.endsWith(SUFFIX));
}

function shown({ ref, status, reason, reasonText, modifiedAt, fields, notes, files }: LedgerCase): XmlNode {
  return node('s:record', [
    node('s:id', `${ref}${SUFFIX}`),
    node('s:externalId', String(fields['externalId'])),
    node('s:status', status === 'open' ? 'New' : 'Closed'),
    optional('s:closeReason', reason),
    optional('s:publicReply', reasonText),
    node('s:lastModifiedDate', modifiedAt),
    ...notes.map(({ text }) => node('s:comment', text)),
    ...files.map(({ name }) => node('s:fileName', name)),
  ]);
}
