import type { CallContext } from '../adapter-kit/adapter.js';
import type { CallOptions, Connection } from '../connections/connection.js';
import type { CaseRef } from '../domain/delivery.js';
import type { ClaimedDelivery } from '../store/claim.js';
import type { DeliveryStore } from '../store/delivery.store.js';
import type { ConnectionVerdict, Outcome } from '../store/settle.js';
import type { Lease } from './lease.js';
import { CreateCase } from './steps/create-case.js';
import type { Looked, Step } from './steps/step.js';
import { nearestCase } from './unknown-policy.js';

export interface AttemptResult {
  readonly outcome: Outcome;
  readonly verdict: ConnectionVerdict;
  /** The report has pictures that may become steps of their own. */
  readonly hasPictures?: boolean;
}

/** This process was asleep, or slow: what is left of its lease does not cover a call, and another worker may have the delivery by now. */
export class LeaseTooShort extends Error {
  override readonly name = 'LeaseTooShort';
}

const ANSWERS: ConnectionVerdict = { is: 'answers' };

/** Look where the CRM may have it already, then send. */
export class Attempt {
  /** The call that makes something in the CRM had begun. */
  sending = false;

  constructor(
    private readonly delivery: ClaimedDelivery,
    private readonly step: Step,
    private readonly connection: Connection,
    private readonly lease: Lease,
    private readonly options: CallOptions,
    private readonly deliveries: DeliveryStore,
  ) {}

  /** @throws AdapterError, LeaseTooShort */
  async run(): Promise<AttemptResult> {
    if (this.delivery.mayExist) {
      const earlier = await this.earlier();
      if (earlier) return { outcome: earlier, verdict: ANSWERS };
    }
    const caseRef = await this.call((context) => {
      this.sending = true;
      return this.step.send(context);
    });
    return { outcome: { is: 'delivered', caseRef, adopted: false }, verdict: ANSWERS };
  }

  /** Undefined: it is not there, not finished, or to be sent all the same. */
  private async earlier(): Promise<Outcome | undefined> {
    const looked = await this.call((context) => this.step.look(this.delivery.firstSentAt, context));
    if (looked.is === 'found') return looked.unfinished ? undefined : adopted(looked.caseRef);
    if (looked.is === 'absent') return undefined;
    return this.unknowable(looked);
  }

  private async unknowable(looked: Extract<Looked, { is: 'unknowable' }>): Promise<Outcome | undefined> {
    const { onUnknown } = this.connection.settings.delivery;
    if (onUnknown === 'resend') return undefined;
    const nearest = onUnknown === 'adopt-nearest' ? await this.nearest(looked) : undefined;
    if (nearest !== undefined) return adopted(nearest);
    return { is: 'unknown', kind: 'unknown', reason: `an earlier attempt may have reached the CRM: ${looked.reason}` };
  }

  /** A case that is known to be another report's is nobody else's. */
  private async nearest({ candidates = [] }: Extract<Looked, { is: 'unknowable' }>): Promise<CaseRef | undefined> {
    if (!(this.step instanceof CreateCase)) return undefined;
    const { connection, requestId, firstSentAt } = this.delivery;
    const refs = candidates.map(({ caseRef }) => caseRef);
    const taken = new Set(await this.deliveries.casesOfOthers(connection, refs, requestId));
    const free = candidates.filter(({ caseRef }) => !taken.has(caseRef));
    return nearestCase(free, { firstSentAt, point: this.step.point }, this.connection.settings.delivery.adoptNearest);
  }

  private call<T>(verb: (context: CallContext) => Promise<T>): Promise<T> {
    if (performance.now() + this.connection.settings.delivery.callTimeoutMs > this.lease.endsAt)
      throw new LeaseTooShort('the worker was too slow: its lease does not cover another call');
    return this.connection.call(this.options, verb);
  }
}

function adopted(caseRef: CaseRef): Outcome {
  return { is: 'delivered', caseRef, adopted: true };
}
