import type { CallContext, CaseCandidate } from '../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { ReadingParts } from './reading/reading-parts.js';
import { Search } from './reading/search.js';
import { toText } from './rest.mapping.js';
import type { RequestView } from '../../src/adapter-kit/request-view.js';
import type { RestCandidates } from './settings/candidate-settings.js';

const OPTIONAL = ['createdAt', 'lat', 'long', 'sameService'] as const;

/** What a look-up by request knows. */
export interface LookValues {
  readonly request: RequestView;
  readonly idempotencyKey: string;
  /** As the CRM writes moments. */
  readonly since: string;
  readonly from: Date;
  readonly [name: string]: unknown;
}

/** Reads the cases that may be the one of a request. */
export class RestCandidateReader {
  private readonly search: Search;
  private readonly caseRef: MappingExpression;
  private readonly optional: Partial<Record<(typeof OPTIONAL)[number], MappingExpression>>;

  constructor(
    settings: RestCandidates,
    private readonly parts: ReadingParts,
  ) {
    this.search = new Search('candidates', settings, parts);
    this.caseRef = new MappingExpression(settings.caseRef);
    const given = OPTIONAL.flatMap((key) => (settings[key] === undefined ? [] : [[key, new MappingExpression(settings[key])]]));
    this.optional = Object.fromEntries(given) as typeof this.optional;
  }

  /** @throws when there is no list to look at, or an expression fails. */
  async read(values: LookValues, context: CallContext): Promise<CaseCandidate[]> {
    const found: CaseCandidate[] = [];
    for await (const { items } of this.search.batches(values, context))
      for (const each of items) found.push(await this.candidate(each, values, context));
    // Not every CRM can be told where a window begins.
    return found.filter(({ createdAt }) => !createdAt || createdAt >= values.from);
  }

  private async candidate(found: unknown, { request }: LookValues, { logger }: CallContext): Promise<CaseCandidate> {
    const caseRef = toText(await this.caseRef.evaluate(found));
    if (caseRef === undefined) throw new Error('candidates.caseRef finds no reference in a case');
    const { createdAt, lat, long, sameService } = this.optional;
    const at = this.parts.moments.read(await createdAt?.evaluate(found), caseRef, logger);
    const point = { lat: toDegrees(await lat?.evaluate(found)), long: toDegrees(await long?.evaluate(found)) };
    const same = sameService && (await sameService.evaluate(found, { request })) === true;
    return {
      caseRef,
      ...(at && { createdAt: at }),
      ...(Number.isFinite(point.lat) && Number.isFinite(point.long) && { point }),
      ...(same !== undefined && { sameService: same }),
    };
  }
}

/** NaN for what is no number. */
function toDegrees(value: unknown): number {
  return typeof value === 'number' || (typeof value === 'string' && value.trim() !== '') ? Number(value) : NaN;
}
