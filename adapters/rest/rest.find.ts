import type { CallContext, EarlierCase } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { type LookValues, RestCandidateReader } from './rest.candidates.js';
import type { ReadingParts } from './reading/reading-parts.js';
import { Search } from './reading/search.js';
import { toText } from './rest.mapping.js';
import type { RestFind } from './settings/find-settings.js';
import type { RestSettings } from './rest.settings.js';

const NO_LOOK_UP = {
  is: 'unknowable',
  reason: 'this connection has no "find" section, so it can not look for a case by our reference',
} as const;

/** Looks for the case of a request, or else for those that may be it. */
export class RestFinder {
  private readonly look?: Look;
  private readonly candidates?: RestCandidateReader;

  constructor(
    { find, candidates }: Pick<RestSettings, 'find' | 'candidates'>,
    private readonly parts: ReadingParts,
  ) {
    this.look = find && new Look(find, parts);
    this.candidates = candidates && new RestCandidateReader(candidates, parts);
  }

  async find(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    const values = {
      request: requestView(request),
      idempotencyKey: context.idempotencyKey,
      since: this.parts.moments.write(since),
      from: since,
    };
    const section = this.look ? 'find' : 'candidates';
    try {
      return this.look ? await this.ask(this.look, values, context) : await this.guess(values, context);
    } catch (error) {
      if (error instanceof AdapterError) throw error;
      throw new MisconfiguredError(`"${section}" does not fit the CRM: ${(error as Error).message}`, { cause: error });
    }
  }

  private async guess(values: LookValues, context: CallContext): Promise<EarlierCase> {
    const candidates = await this.candidates?.read(values, context);
    return { ...NO_LOOK_UP, ...(candidates && { candidates }) };
  }

  private async ask(look: Look, values: LookValues, context: CallContext): Promise<EarlierCase> {
    let isCapped: boolean | undefined;
    for await (const batch of look.search.batches(values, context)) {
      const [found, ...others] = await look.in(batch.items, values);
      if (others.length > 0)
        context.logger.warn({ requestId: values.request.id, others }, 'the CRM has more than one case of this request');
      if (found !== undefined) return { is: 'found', caseRef: found };
      isCapped = isCapped === true || batch.isCapped;
    }
    if (isCapped === undefined) return { is: 'unknowable', reason: 'find.path can not hold what this request says' };
    return isCapped
      ? { is: 'unknowable', reason: 'the CRM lists as many cases as it ever does (find.cap), and ours is not among them' }
      : { is: 'absent' };
  }
}

class Look {
  readonly search: Search;
  private readonly matches: MappingExpression;
  private readonly caseRef: MappingExpression;

  constructor(settings: RestFind, parts: ReadingParts) {
    this.search = new Search('find', settings, parts);
    this.matches = new MappingExpression(settings.matches);
    this.caseRef = new MappingExpression(settings.caseRef);
  }

  /** References of the cases that are this request's: a search may bring others. */
  async in(cases: readonly unknown[], { request, idempotencyKey }: LookValues): Promise<string[]> {
    const references: string[] = [];
    for (const each of cases) {
      if ((await this.matches.evaluate(each, { request, idempotencyKey })) !== true) continue;
      const reference = toText(await this.caseRef.evaluate(each));
      if (reference === undefined) throw new Error('find.caseRef finds no reference in the case that matches');
      references.push(reference);
    }
    return references;
  }
}
