import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { textOf } from '../../src/adapter-kit/xml/xml-element.js';
import type { Reporter, ServiceRequest } from '../../src/domain/service-request.js';
import { lost } from './lagan.answers.js';
import type { LaganClient } from './lagan.client.js';
import {
  type Known,
  knownOf,
  partiesIn,
  type Party,
  partyIn,
  toIndividual,
  toInteraction,
  toPartySearch,
} from './lagan.party.js';
import type { LaganReporter } from './lagan.reporter-settings.js';

/** Kept: the party, or that there is none, or that one was about to be made. */
const PARTY = 'party';
/** Kept: the id of the interaction that the new case names. */
const INTERACTION = 'interaction';
const ANONYMOUS = 'anonymous';
const CREATING = 'creating';
const BY_ALL = ['email', 'phone', 'name'];

/** Finds or makes the party of who reported, by the site's policy, each call once. */
export class ReporterDesk {
  constructor(
    private readonly settings: LaganReporter,
    private readonly client: LaganClient,
  ) {}

  /** Something was told that a party can be found by or made of. */
  knows(reporter: Reporter): boolean {
    return Object.values(knownOf(reporter)).some((value) => value !== undefined);
  }

  /** An interaction for a case that is yet to be made; undefined: the case goes anonymous. A repeated one stands without a case. */
  async interaction(request: ServiceRequest, context: CallContext): Promise<string | undefined> {
    const kept = context.kept.get(INTERACTION);
    if (typeof kept === 'string') return kept;
    return this.unlessRefused(context, async () => {
      const party = await this.party(request.reporter, context);
      if (!party) return undefined;
      const answer = await this.client.call(this.onNoCase(party, request), 'InteractionID', 'read', context);
      const id = answer?.isNil ? undefined : textOf(answer);
      if (id === undefined) throw lost('no interaction', 'read');
      await context.kept.keep(INTERACTION, id);
      return id;
    });
  }

  /** `FWTInteractionCreate` on a case that there is; undefined: the case stays anonymous. */
  async onCase(caseRef: string, { reporter, id }: ServiceRequest, context: CallContext) {
    const party = await this.unlessRefused(context, () => this.party(reporter, context));
    return party && toInteraction({ party, reference: id, caseRef }, this.settings);
  }

  private onNoCase(party: Party, { id }: ServiceRequest) {
    return toInteraction({ party, reference: id }, this.settings);
  }

  /** A case is worth more than the name on it, unless the site says otherwise. */
  private async unlessRefused<T>(context: CallContext, act: () => Promise<T>): Promise<T | undefined> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof RejectedError) || this.settings.whenRefused === 'stop') throw error;
      // Its words may name the reporter; they stand in what is captured.
      context.logger.warn({}, 'the CRM refuses the reporter as a party: the case goes anonymous');
      await context.kept.keep(PARTY, ANONYMOUS);
      return undefined;
    }
  }

  private async party(reporter: Reporter, context: CallContext): Promise<Party | undefined> {
    const kept = context.kept.get(PARTY);
    if (kept === ANONYMOUS) return undefined;
    if (typeof kept === 'object' && kept !== null) return kept as Party;
    const known = knownOf(reporter);
    const party = kept === CREATING ? await this.createdOr(known, context) : await this.matchedOr(known, context);
    await context.kept.keep(PARTY, party ?? ANONYMOUS);
    return party;
  }

  private async matchedOr(known: Known, context: CallContext): Promise<Party | undefined> {
    const { match, whenNone, whenSeveral } = this.settings;
    let first: Party | undefined;
    for (const rule of match) {
      const found = await this.search(known, rule.split('+'), context);
      if (found.length === 1) return found[0];
      first ??= found[0];
    }
    const policy = first ? whenSeveral : whenNone;
    if (policy === 'create') return this.create(known, context);
    if (policy === 'first') return first;
    context.logger.info({}, `the search for the reporter finds ${first ? 'several parties' : 'nobody'}: the case goes anonymous`);
    return undefined;
  }

  /** The answer to an earlier `createIndividual` was lost: it is looked for by all that was written into it. */
  private async createdOr(known: Known, context: CallContext): Promise<Party | undefined> {
    const parts = BY_ALL.filter((part) => known[part === 'name' ? 'surname' : (part as 'email' | 'phone')] !== undefined);
    const [made] = parts.length > 0 ? await this.search(known, parts, context) : [];
    return made ?? this.create(known, context);
  }

  private async search(known: Known, parts: readonly string[], context: CallContext): Promise<Party[]> {
    const request = toPartySearch(known, parts, this.settings.searchMatch);
    if (!request) return [];
    const list = await this.client.call(request, 'FWTObjectBriefDetailsList', 'read', context);
    if (!list) throw lost('an empty body instead of a list', 'read');
    return partiesIn(list);
  }

  private async create(known: Known, context: CallContext): Promise<Party | undefined> {
    const request = toIndividual(known, this.settings);
    if (!request) {
      context.logger.info({}, 'no party is made without a surname: the case goes anonymous');
      return undefined;
    }
    await context.kept.keep(PARTY, CREATING);
    const party = partyIn(await this.client.call(request, 'FLNewIndividualID', 'write', context));
    if (!party) throw lost('no reference of the new party', 'write');
    return party;
  }
}
