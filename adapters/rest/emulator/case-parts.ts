import type { EmulatedAnswer, EmulatedRequest } from '../../../src/adapter-kit/emulator/http-emulator.js';
import { describeFile, type Ledger, type LedgerCase } from '../../../src/adapter-kit/emulator/ledger.js';
import { error, json, parse } from './json-answers.js';

const KEPT_BY_HAND = ['team', 'dueAt', 'mergedInto', 'deleted'];

/** What hangs on a case: notes and files. */
export class CaseParts {
  constructor(private readonly ledger: Ledger) {}

  /** `{text, author?, reference?}`. */
  addNote(ref: string, { body }: EmulatedRequest): EmulatedAnswer {
    const { text, author, reference } = parse(body) ?? {};
    if (typeof text !== 'string' || text === '') return error(422, 'invalid', 'text may not be empty');
    const note = { text, author: textOr(author), sourceId: textOr(reference) };
    return this.changed(ref, this.ledger.addNote(ref, note), ({ notes }) => ({ note: shownNotes({ notes }).at(-1) }));
  }

  listNotes(ref: string): EmulatedAnswer {
    const found = this.ledger.get(ref);
    return found ? json(200, { notes: shownNotes(found) }) : noCase(ref);
  }

  /** A form with a `file`, or `{name, contentType, content}` with base64. */
  async addFile(ref: string, request: EmulatedRequest): Promise<EmulatedAnswer> {
    const file = await fileIn(request);
    if (!file) return error(422, 'invalid', 'there is no file');
    return this.changed(ref, this.ledger.addFile(ref, file), ({ files }) => ({ file: files.at(-1) }));
  }

  listFiles(ref: string): EmulatedAnswer {
    const found = this.ledger.get(ref);
    return found ? json(200, { files: found.files }) : noCase(ref);
  }

  /** `{state, reason?}`: `NEW` or `DONE`. Or, as the call centre does, `{team?, dueAt?, mergedInto?, deleted?}`. */
  update(ref: string, { body }: EmulatedRequest): EmulatedAnswer {
    const { state, reason, ...keeping } = parse(body) ?? {};
    if (state === undefined && Object.keys(keeping).some((key) => KEPT_BY_HAND.includes(key))) return this.keep(ref, keeping);
    if (state !== 'NEW' && state !== 'DONE') return error(422, 'invalid', 'state must be NEW or DONE');
    const open = { status: 'open', reason: undefined, reasonText: undefined, closedAt: undefined } as const;
    const found = state === 'DONE' ? this.ledger.close(ref, textOr(reason) ?? '') : this.ledger.change(ref, open);
    return found ? json(200, { state }) : noCase(ref);
  }

  private keep(ref: string, keeping: Readonly<Record<string, unknown>>): EmulatedAnswer {
    const found = this.ledger.get(ref);
    if (!found) return noCase(ref);
    this.ledger.change(ref, { fields: { ...found.fields, ...keeping } });
    return json(200, keeping);
  }

  private changed(ref: string, entry: LedgerCase | undefined, shown: (entry: LedgerCase) => object): EmulatedAnswer {
    return entry ? json(201, shown(entry)) : noCase(ref);
  }
}

export function noCase(ref: string): EmulatedAnswer {
  return error(404, 'not_found', `there is no case ${ref}`);
}

function shownNotes({ notes }: Pick<LedgerCase, 'notes'>) {
  return notes.map(({ text, author, sourceId, at }, index) => ({
    id: index + 1,
    text,
    author,
    reference: sourceId,
    createdAt: at,
  }));
}

async function fileIn({ body, headers }: EmulatedRequest): Promise<ReturnType<typeof describeFile> | undefined> {
  const type = headers['content-type'] ?? '';
  if (type.startsWith('multipart/form-data')) return formFile(type, body);
  return fileOf(parse(body) ?? {});
}

/** Undefined for what is not `{name, contentType, content}` with base64. */
export function fileOf(written: unknown): ReturnType<typeof describeFile> | undefined {
  const { name, contentType, content } = (written ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof content !== 'string') return undefined;
  return describeFile(name, textOr(contentType) ?? 'application/octet-stream', Buffer.from(content, 'base64'));
}

/** What no form can be read from holds no file. */
async function formFile(type: string, body: Buffer): Promise<ReturnType<typeof describeFile> | undefined> {
  const sent = new Response(new Uint8Array(body), { headers: { 'content-type': type } });
  const file = (await sent.formData().catch(() => undefined))?.get('file');
  return file instanceof File ? describeFile(file.name, file.type, Buffer.from(await file.arrayBuffer())) : undefined;
}

function textOr(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
