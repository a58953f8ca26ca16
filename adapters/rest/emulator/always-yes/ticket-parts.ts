import type { EmulatedAnswer, EmulatedRequest } from '../../../../src/adapter-kit/emulator/http-emulator.js';
import { describeFile, type Ledger, type LedgerCase } from '../../../../src/adapter-kit/emulator/ledger.js';
import { parse } from '../json-answers.js';
import { no, noTicket, yes } from './answers.js';

/** Remarks and files on a ticket. */
export class TicketParts {
  constructor(private readonly ledger: Ledger) {}

  /** One that does not say for whom it is is not kept, and nobody is told. */
  addRemark(ref: string, { body }: EmulatedRequest): EmulatedAnswer {
    const { text, by, foreignId, audience } = parse(body) ?? {};
    if (typeof text !== 'string' || text === '') return no(21, 'text may not be empty');
    if (audience !== 'staff' && audience !== 'customer') return this.ledger.get(ref) ? yes() : noTicket(ref);
    return this.changed(ref, this.ledger.addNote(ref, { text, author: textOr(by), sourceId: textOr(foreignId) }));
  }

  listRemarks(ref: string): EmulatedAnswer {
    const found = this.ledger.get(ref);
    const remarks = found?.notes.map(({ text, author, sourceId }) => ({ text, by: author, foreignId: sourceId }));
    return remarks ? yes({ remarks }) : noTicket(ref);
  }

  addFile(ref: string, { body }: EmulatedRequest): EmulatedAnswer {
    const { name, type, base64 } = parse(body) ?? {};
    if (typeof name !== 'string' || typeof base64 !== 'string') return no(21, 'name and base64 are needed');
    const file = describeFile(name, textOr(type) ?? 'application/octet-stream', Buffer.from(base64, 'base64'));
    return this.changed(ref, this.ledger.addFile(ref, file));
  }

  listFiles(ref: string): EmulatedAnswer {
    const found = this.ledger.get(ref);
    const files = found?.files.map(({ name, contentType, size }) => ({ name, type: contentType, bytes: size }));
    return files ? yes({ files }) : noTicket(ref);
  }

  private changed(ref: string, entry: LedgerCase | undefined): EmulatedAnswer {
    return entry ? yes() : noTicket(ref);
  }
}

function textOr(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
