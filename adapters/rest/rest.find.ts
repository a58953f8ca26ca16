import type { CallContext, EarlierCase } from '../../src/adapter-kit/adapter.js';
import { AdapterError, MisconfiguredError } from '../../src/adapter-kit/errors.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import { requestView } from '../../src/adapter-kit/request-view.js';
import type { ServiceRequest } from '../../src/domain/service-request.js';
import { type LookValues, RestCandidateReader } from './rest.candidates.js';
import type { RestParts } from './rest.parts.js';
import type { RestAnswer } from './rest.answer-rules.js';
import { Address, listOf, toText } from './rest.mapping.js';
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
    private readonly parts: RestParts,
  ) {
    this.look = find && new Look(find);
    this.candidates = candidates && new RestCandidateReader(candidates, parts);
  }

  async find(request: ServiceRequest, since: Date, context: CallContext): Promise<EarlierCase> {
    const values = { request: requestView(request), idempotencyKey: context.idempotencyKey, since: since.toISOString() };
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
    const address = look.address.for(values);
    if (!address) return { is: 'unknowable', reason: 'find.path can not hold what this request says' };
    const answer = await this.parts.client.call({ method: 'GET', ...address }, 'read', context);
    await this.parts.rules.expectSuccess(answer, { purpose: 'read', fixedAddress: look.address.isFixed }, context.logger);
    const [found, ...others] = await look.in(answer, values);
    if (found === undefined) return { is: 'absent' };
    if (others.length > 0)
      context.logger.warn({ requestId: values.request.id, others }, 'the CRM has more than one case of this request');
    return { is: 'found', caseRef: found };
  }
}

class Look {
  readonly address: Address;
  private readonly list: MappingExpression;
  private readonly matches: MappingExpression;
  private readonly caseRef: MappingExpression;

  constructor(settings: RestFind) {
    this.address = new Address(settings);
    this.list = new MappingExpression(settings.list);
    this.matches = new MappingExpression(settings.matches);
    this.caseRef = new MappingExpression(settings.caseRef);
  }

  /** References of the cases that are this request's: a search may bring others. @throws when there is no list to look at. */
  async in(answer: RestAnswer, { request, idempotencyKey }: LookValues): Promise<string[]> {
    const list = await listOf(this.list, answer);
    if (!list) throw new Error(`find.list finds no list in the answer (HTTP ${answer.status})`);
    const references: string[] = [];
    for (const each of list) {
      if ((await this.matches.evaluate(each, { request, idempotencyKey })) !== true) continue;
      const reference = toText(await this.caseRef.evaluate(each));
      if (reference === undefined) throw new Error('find.caseRef finds no reference in the case that matches');
      references.push(reference);
    }
    return references;
  }
}
