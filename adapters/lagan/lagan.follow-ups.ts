import type { CallContext } from '../../src/adapter-kit/adapter.js';
import { RejectedError } from '../../src/adapter-kit/errors.js';
import { isEmpty, type XmlElement } from '../../src/adapter-kit/xml/xml-element.js';
import type { XmlNode } from '../../src/adapter-kit/xml/xml-node.js';
import type { CaseRef } from '../../src/domain/delivery.js';
import { lost, noLongerKnown, type Purpose } from './lagan.answers.js';
import type { WhenRefused } from './lagan.case-settings.js';
import type { LaganClient } from './lagan.client.js';
import { toDetailsRequest } from './lagan.mapping.js';

/** One call on a case that there is. */
export interface FollowUpCall {
  /** It is kept by this name once it was answered. */
  readonly name: string;
  /** Undefined: there is nothing to send. */
  readonly request: (caseRef: CaseRef, context: CallContext) => Promise<XmlNode | undefined>;
  readonly answerRoot: string;
  /** `read`: harmless to repeat. */
  readonly purpose: Purpose;
  /** Where the case shows that it was done; absent: it is harmless to repeat. */
  readonly shown?: { readonly option: string; readonly isIn: (details: XmlElement) => boolean };
}

/** Calls that belong together: what comes after a refused one is not made. */
export interface FollowUp {
  readonly what: string;
  readonly whenRefused: WhenRefused;
  readonly calls: readonly FollowUpCall[];
}

const DONE = 'done';
const REFUSED = 'refused';

/** Makes the calls that follow a new case, each once: contract section 9, flow 2 has no transaction. */
export class FollowUps {
  constructor(private readonly client: LaganClient) {}

  /** @param resumed an earlier attempt may have made some of them without knowing. @throws AdapterError */
  async run(caseRef: CaseRef, followUps: readonly FollowUp[], resumed: boolean, context: CallContext): Promise<void> {
    const open = followUps.flatMap(({ calls }) => calls).filter(({ name }) => context.kept.get(name) === undefined);
    const shown = resumed ? await this.shown(caseRef, open, context) : new Set<string>();
    for (const { what, whenRefused, calls } of followUps) {
      if (calls.some(({ name }) => context.kept.get(name) === REFUSED)) continue;
      for (const call of calls) {
        if (context.kept.get(call.name) !== undefined) continue;
        const outcome = shown.has(call.name) ? DONE : await this.send(caseRef, call, { what, whenRefused }, context);
        await context.kept.keep(call.name, outcome);
        if (outcome === REFUSED) break;
      }
    }
  }

  private async send(
    caseRef: CaseRef,
    call: FollowUpCall,
    { what, whenRefused }: Pick<FollowUp, 'what' | 'whenRefused'>,
    context: CallContext,
  ): Promise<string> {
    try {
      const request = await call.request(caseRef, context);
      if (request && !(await this.client.call(request, call.answerRoot, call.purpose, context)))
        throw lost('an empty body', call.purpose);
      return DONE;
    } catch (error) {
      if (!(error instanceof RejectedError)) throw error;
      if (whenRefused === 'stop')
        throw new RejectedError(`case ${caseRef} is made, but the CRM refuses its ${what}: ${error.message}`, { cause: error });
      context.logger.warn({ caseRef }, `the CRM refuses the ${what}: the case stays without`);
      return REFUSED;
    }
  }

  /** Names of the calls that an earlier attempt made. One look tells of all. */
  private async shown(caseRef: CaseRef, calls: readonly FollowUpCall[], context: CallContext): Promise<Set<string>> {
    const options = [...new Set(calls.flatMap(({ shown }) => shown?.option ?? []))];
    if (options.length === 0) return new Set();
    const details = await this.client.call(toDetailsRequest(caseRef, options), 'FWTCaseFullDetails', 'read', context);
    if (details?.isNil) throw noLongerKnown(caseRef);
    if (!details || isEmpty(details)) throw lost('case details that say nothing', 'read');
    return new Set(calls.filter(({ shown }) => shown?.isIn(details)).map(({ name }) => name));
  }
}
