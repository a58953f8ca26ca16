import { createHash } from 'node:crypto';
import type { CallContext, CaseNote, CasePicture, CrmAdapter, EarlierCase } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import type { RestCreate } from './settings/create-settings.js';

/** Kept: the reference of the case that was made, or found again. */
const CASE = 'case';
/** Kept: the note is there, or is not wanted. */
const NOTED = 'noted';

type Verbs = Pick<CrmAdapter, 'createCase' | 'findCase' | 'addNote' | 'findNote'>;

/** The verbs that make and find cases; with the note that a text goes on in, where the settings want one. */
export function casesWithNotes(
  { texts }: Pick<RestCreate, 'texts'>,
  verbs: Verbs,
  restOf: (request: ServiceRequest, context: CallContext) => Promise<string>,
): Pick<CrmAdapter, 'createCase' | 'findCase'> {
  if (Object.values(texts).every(({ overflow }) => overflow !== 'note')) return verbs;
  const noted = new OverflowNote(verbs, restOf);
  return {
    createCase: (request, context, pictures) => noted.createCase(request, context, pictures),
    findCase: (request, since, context) => noted.findCase(request, since, context),
  };
}

/** The rest of texts that had no room in a case goes into a note on it: first the case, then the note. A step that failed in between goes on there. */
export class OverflowNote {
  /** @param restOf what had no room; empty: nothing. */
  constructor(
    private readonly verbs: Verbs,
    private readonly restOf: (request: ServiceRequest, context: CallContext) => Promise<string>,
  ) {}

  async createCase(request: ServiceRequest, context: CallContext, pictures?: readonly CasePicture[]): Promise<CaseRef> {
    const known = knownIn(context);
    const caseRef = known ?? (await this.verbs.createCase(request, context, pictures));
    const rest = await this.restOf(request, context);
    if (rest === '' || context.kept.get(NOTED) === true) return caseRef;
    if (known === undefined) await context.kept.keep(CASE, caseRef);
    await this.add(caseRef, noteOf(request, rest), known !== undefined, context);
    await context.kept.keep(NOTED, true);
    return caseRef;
  }

  /** A case that is to have such a note is told unfinished: `createCase` knows whether the note is there. */
  async findCase(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    const known = knownIn(context);
    const found =
      known === undefined ? await this.verbs.findCase(request, since, context) : ({ is: 'found', caseRef: known } as const);
    if (found.is !== 'found' || (await this.restOf(request, context)) === '') return found;
    if (known === undefined) await context.kept.keep(CASE, found.caseRef);
    return { ...found, unfinished: true };
  }

  /** A case is worth more than the end of its text: a note that the CRM refuses is told of and left out. */
  private async add(caseRef: CaseRef, note: CaseNote, isMaybeThere: boolean, context: CallContext): Promise<void> {
    const ofNote = { ...context, idempotencyKey: keyOf(context.idempotencyKey) };
    if (isMaybeThere && (await this.verbs.findNote?.(caseRef, note, ofNote))?.is === 'done') return;
    try {
      await this.verbs.addNote!(caseRef, note, ofNote);
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      context.logger.warn({ caseRef, error: error.message }, 'the CRM refuses the note with the rest of a text');
    }
  }
}

function knownIn({ kept }: CallContext): CaseRef | undefined {
  const caseRef = kept.get(CASE);
  return typeof caseRef === 'string' ? caseRef : undefined;
}

function noteOf({ id, reporter, requestedAt }: ServiceRequest, text: string): CaseNote {
  const { firstName, lastName, email, phone } = reporter;
  return { id: `${id}-more`, text, author: { firstName, lastName, email, phone }, writtenAt: requestedAt, mediaUrls: [] };
}

/** Another step's, and always the same: of the form that the first has. */
function keyOf(idempotencyKey: string): string {
  const hex = createHash('sha256').update(`${idempotencyKey} more`).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
