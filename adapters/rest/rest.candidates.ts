import type { CallContext, CaseCandidate } from '../../src/adapter-kit/adapter.js';
import { MappingExpression } from '../../src/adapter-kit/jsonata.js';
import type { RestParts } from './rest.parts.js';
import { Address, listOf, toDate, toText } from './rest.mapping.js';
import type { RequestView } from '../../src/adapter-kit/request-view.js';
import type { RestCandidates } from './settings/candidate-settings.js';

const OPTIONAL = ['createdAt', 'lat', 'long', 'sameService'] as const;

/** What a look-up by request knows. */
export interface LookValues {
  readonly request: RequestView;
  readonly idempotencyKey: string;
  /** ISO 8601, UTC. */
  readonly since: string;
  readonly [name: string]: unknown;
}

/** Reads the cases that may be the one of a request. */
export class RestCandidateReader {
  private readonly address: Address;
  private readonly list: MappingExpression;
  private readonly caseRef: MappingExpression;
  private readonly optional: Partial<Record<(typeof OPTIONAL)[number], MappingExpression>>;

  constructor(
    settings: RestCandidates,
    private readonly parts: RestParts,
  ) {
    this.address = new Address(settings);
    this.list = new MappingExpression(settings.list);
    this.caseRef = new MappingExpression(settings.caseRef);
    const given = OPTIONAL.flatMap((key) => (settings[key] === undefined ? [] : [[key, new MappingExpression(settings[key])]]));
    this.optional = Object.fromEntries(given) as typeof this.optional;
  }

  /** @throws when there is no list to look at, or an expression fails. */
  async read(values: LookValues, context: CallContext): Promise<CaseCandidate[]> {
    const address = this.address.for(values);
    if (!address) return [];
    const answer = await this.parts.client.call({ method: 'GET', ...address }, 'read', context);
    await this.parts.rules.expectSuccess(answer, { purpose: 'read', fixedAddress: this.address.isFixed }, context.logger);
    const list = await listOf(this.list, answer);
    if (!list) throw new Error(`candidates.list finds no list in the answer (HTTP ${answer.status})`);
    const found: CaseCandidate[] = [];
    for (const each of list) found.push(await this.candidate(each, values, context));
    // Not every CRM can be told where a window begins.
    const since = new Date(values.since);
    return found.filter(({ createdAt }) => !createdAt || createdAt >= since);
  }

  private async candidate(found: unknown, { request }: LookValues, { logger }: CallContext): Promise<CaseCandidate> {
    const caseRef = toText(await this.caseRef.evaluate(found));
    if (caseRef === undefined) throw new Error('candidates.caseRef finds no reference in a case');
    const { createdAt, lat, long, sameService } = this.optional;
    const at = toDate(await createdAt?.evaluate(found), caseRef, logger);
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
