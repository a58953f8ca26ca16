import { type CanaryStep, type CanaryUnderWay, nextCanaryStep } from '../domain/canary.js';
import type { DeliveryState } from '../domain/delivery.js';
import type { Log } from '../settings/log.js';
import type { CanaryStore } from '../store/canary.store.js';
import type { DeadLetterStore } from '../store/dead-letters.store.js';
import type { CanaryCase } from './canary-case.js';

/** A CRM that does not answer as it should is asked again after this part of the time it has taken so far, between the two bounds. */
const PART = 0.2;
const SOONEST_MS = 2_000;
const LATEST_MS = 10 * 60_000;

const PARKED: readonly DeliveryState[] = ['dead', 'unknown'];

/** Takes a canary as far as it goes just now. */
export class CanaryRound {
  private notBefore = 0;

  constructor(
    private readonly store: CanaryStore,
    private readonly crmCase: CanaryCase,
    private readonly letters: DeadLetterStore,
    private readonly log: Log,
  ) {}

  /** @param fence of the lease. @throws when the database is away. */
  async follow(canary: CanaryUnderWay, fence: number): Promise<void> {
    const step = nextCanaryStep(canary, this.crmCase.means, new Date());
    if (step.is === 'end') return this.end(canary, step, fence);
    if (step.is === 'note the case') await this.store.passed(canary, 'made', fence);
    if (step.is === 'note that it was seen') await this.store.passed(canary, 'seen', fence);
    if ((step.is === 'look' || step.is === 'close') && Date.now() >= this.notBefore) await this.ask(canary, step.is, fence);
  }

  private async ask(canary: CanaryUnderWay, what: 'look' | 'close', fence: number): Promise<void> {
    try {
      if (what === 'close') {
        await this.crmCase.close(canary);
        await this.store.passed(canary, 'close sent', fence);
      } else if (await this.crmCase.isThere(canary)) await this.store.passed(canary, 'seen', fence);
      else await this.later(canary, 'the CRM does not know its case', fence);
    } catch (error) {
      await this.later(canary, (error as Error).message, fence);
    }
  }

  private async later(canary: CanaryUnderWay, reason: string, fence: number): Promise<void> {
    const age = Date.now() - canary.startedAt.getTime();
    this.notBefore = Date.now() + Math.min(LATEST_MS, Math.max(SOONEST_MS, age * PART));
    await this.store.waits(canary, reason, fence);
  }

  private async end(
    canary: CanaryUnderWay,
    { outcome, detail }: Extract<CanaryStep, { is: 'end' }>,
    fence: number,
  ): Promise<void> {
    if (!(await this.store.end(canary, outcome, detail, fence))) return;
    // Nobody need see to a test report that was not taken.
    if (PARKED.includes(canary.deliveryState))
      await this.letters.cancel(canary.deliveryId, 'a canary that was not taken', 'canary');
    this.notBefore = 0;
    const { connection, publicId: requestId, caseRef, startedAt } = canary;
    const fields = {
      event: 'canary.ended',
      connection,
      requestId,
      caseRef,
      outcome,
      tookMs: Date.now() - startedAt.getTime(),
      detail,
    };
    if (outcome === 'ok') this.log.info(fields, 'a canary came back');
    else this.log.warn(fields, 'a canary did not come back');
  }
}
